import os from 'node:os';
import path from 'node:path';
import { fastestMeters, REFERENCE_METERS } from '../dsp/kernels.ts';
import { ENGINE_VERSION } from '../analysis/analyse-track.ts';
import { ENCODER, ENCODER_NAME } from '../similarity/encoder-card.ts';
import { findRuntime } from '../similarity/onnx-session.ts';
import { networkFile, shippedNetwork } from '../similarity/shipped-network.ts';
import type { DiagnosticsDocument } from '../store/diagnostics-document.ts';
import type { DoctorDocument } from '../store/doctor-document.ts';
import { examined, type Examined } from './doctor/examined.ts';
import { homeChecks } from './doctor/home-checks.ts';
import { listModels } from './models.ts';
import type { Workshop } from './workshop.ts';

/** The oldest Node that all packages inside allow, as `engines` in package.json says. */
const LEAST_NODE = [20, 17] as const;

export interface Examination {
  document: DoctorDocument;
  /** The same for a file that is given to others: no name, no path, no audio. */
  diagnostics: DiagnosticsDocument;
}

/**
 * Checks everything the program needs, one row a check.
 *
 * @param shippedDevice folder of the device that came with this program; inside Live, where the device itself asks,
 * left out: then nothing of Live is checked
 */
export async function examine(workshop: Workshop, shippedDevice?: string): Promise<Examination> {
  const { workers } = workshop;
  const found: Examined[] = [
    nodeVersion(),
    examined(
      'measuring',
      true,
      fastestMeters() === REFERENCE_METERS
        ? 'plain JavaScript: this machine has no WebAssembly SIMD, so it takes about ten times as long'
        : 'WebAssembly with SIMD',
    ),
    await similarity(),
    await publicModels(workshop),
    examined('threads', true, `${workers.size} files are measured side by side`),
    ...(await homeChecks(workshop)),
  ];
  if (shippedDevice !== undefined) {
    // Loaded only here: what asks Live needs the network, which most commands never touch.
    const { abletonOsc, deviceFiles } = await import('./doctor/live-checks.ts');
    found.push(await deviceFiles(shippedDevice), await abletonOsc());
  }
  return {
    document: {
      schema: 'coproducer.doctor/1',
      findings: found.map(({ check, ok, finding }) => ({ check, ok, finding })),
    },
    diagnostics: {
      schema: 'coproducer.diagnostics/1',
      madeAt: workshop.now().toISOString(),
      engine: ENGINE_VERSION,
      system: {
        node: process.version,
        platform: process.platform,
        architecture: process.arch,
        release: os.release(),
        processors: os.cpus().length,
        memoryBytes: os.totalmem(),
        locale: Intl.DateTimeFormat().resolvedOptions().locale,
      },
      findings: found.map(({ check, ok, plain }) => ({ check, ok, finding: plain })),
    },
  };
}

function nodeVersion(): Examined {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const ok = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return examined(
    'Node',
    ok,
    ok ? process.version : `${process.version}: install Node ${LEAST_NODE.join('.')} or newer`,
  );
}

/** What compares tracks; without a runtime measured features do, which is less and no fault. */
async function similarity(): Promise<Examined> {
  const [file, { runtime, passedOver }] = await Promise.all([networkFile(), findRuntime()]);
  const why = passedOver.map((other) => `${other.runtime}: ${other.why}`).join('; ');
  const alone = 'so tracks are compared by measured features alone';
  if (file === undefined) {
    return examined('similarity', false, `${ENCODER.network.file} is missing, ${alone}: install again`);
  }
  if (runtime === undefined) return examined('similarity', true, `nothing here runs a network (${why}), ${alone}`);
  try {
    const network = await shippedNetwork();
    const ranOn = network?.encoder.runtime ?? runtime;
    return examined('similarity', true, `${ENCODER_NAME} on ${ranOn}${why === '' ? '' : ` (${why})`}`);
  } catch {
    return examined('similarity', false, `${ENCODER_NAME} does not load on ${runtime}, ${alone}: install again`);
  }
}

/** What was put beside our own network; a file that is not used is no fault of the installation. */
async function publicModels(workshop: Workshop): Promise<Examined> {
  const { models, folder } = await listModels(workshop);
  const ids = models.flatMap(({ model }) => (model === undefined ? [] : [model.id]));
  const named = models.map(({ file, model }) =>
    model === undefined ? `${path.basename(file)} is not used` : `${model.id} (${model.licence})`,
  );
  return {
    check: 'public models',
    ok: true,
    finding: named.length === 0 ? `none in ${folder}` : named.join(', '),
    plain: `${ids.length} of ${models.length} files used: ${ids.join(', ')}`,
  };
}
