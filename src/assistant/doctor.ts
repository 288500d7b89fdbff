import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { fastestMeters, REFERENCE_METERS } from '../dsp/kernels.ts';
import { ENCODER, ENCODER_NAME } from '../similarity/encoder-card.ts';
import { findRuntime, RUNTIMES } from '../similarity/onnx-session.ts';
import { networkFile } from '../similarity/shipped-network.ts';
import type { DoctorDocument } from '../store/doctor-document.ts';
import { listProfiles } from './profiles.ts';
import type { Workshop } from './workshop.ts';

type Finding = DoctorDocument['findings'][number];

/** The oldest Node that all packages inside allow, as `engines` in package.json says. */
const LEAST_NODE = [20, 17] as const;

/** Less than this is used up by one learned library's cache. */
const LEAST_FREE_BYTES = 500_000_000;

/** Checks everything the program needs, one row a check. */
export async function examine(workshop: Workshop): Promise<DoctorDocument> {
  const { home, workers } = workshop;
  const findings = [
    nodeVersion(),
    {
      check: 'measuring',
      ok: true,
      finding:
        fastestMeters() === REFERENCE_METERS
          ? 'plain JavaScript: this machine has no WebAssembly SIMD, so it takes about ten times as long'
          : 'WebAssembly with SIMD',
    },
    await similarity(),
    { check: 'threads', ok: true, finding: `${workers.size} files are measured side by side` },
    await homeFolder(home.root),
    await freeSpace(home.root),
    await cacheSize(home.cache),
    await profiles(workshop),
    { check: 'Live', ok: true, finding: 'the device applies plans in Live; --set osc does so with AbletonOSC' },
  ];
  return { schema: 'coproducer.doctor/1', findings };
}

function nodeVersion(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const ok = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return {
    check: 'Node',
    ok,
    finding: ok ? process.version : `${process.version}: install Node ${LEAST_NODE.join('.')} or newer`,
  };
}

/** What compares tracks; without a runtime measured features do, which is less and no fault. */
async function similarity(): Promise<Finding> {
  const [file, runtime] = await Promise.all([networkFile(), findRuntime()]);
  const alone = 'so tracks are compared by measured features alone';
  if (file === undefined) {
    return { check: 'similarity', ok: false, finding: `${ENCODER.network.file} is missing, ${alone}: install again` };
  }
  if (runtime === undefined) {
    return { check: 'similarity', ok: true, finding: `neither ${RUNTIMES.join(' nor ')} is installed, ${alone}` };
  }
  return { check: 'similarity', ok: true, finding: `${ENCODER_NAME} on ${runtime}` };
}

async function homeFolder(root: string): Promise<Finding> {
  try {
    await access(root, constants.R_OK | constants.W_OK);
    return { check: 'home folder', ok: true, finding: root };
  } catch {
    return { check: 'home folder', ok: false, finding: `${root} cannot be written to: choose another with --home` };
  }
}

async function freeSpace(root: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  const ok = free >= LEAST_FREE_BYTES;
  return {
    check: 'free space',
    ok,
    finding: `${spokenBytes(free)}${ok ? '' : ': make room before you learn a library'}`,
  };
}

async function cacheSize(cache: string): Promise<Finding> {
  const files = await readdir(cache, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(path.join(entry.parentPath, entry.name))).size),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return { check: 'cache', ok: true, finding: `${spokenBytes(total)} in ${cache}, may be deleted at any time` };
}

async function profiles(workshop: Workshop): Promise<Finding> {
  const { profiles: found } = await listProfiles(workshop);
  const finding =
    found.length === 0
      ? 'none yet: coproducer learn <folder>'
      : found.map(({ name, references }) => `${name} (${references} references)`).join(', ');
  return { check: 'profiles', ok: true, finding };
}

function spokenBytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
