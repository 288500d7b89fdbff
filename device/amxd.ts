import { Failure } from '../src/store/failure.ts';

/** A Max for Live device as it lies in its file, before it is frozen. */
export interface Amxd {
  kind: AmxdKind;
  /** The patcher's JSON: `{ patcher: { boxes, lines … } }`. */
  patch: { patcher: Record<string, unknown> };
}

export type AmxdKind = 'audio effect' | 'midi effect' | 'instrument';

/**
 * The bytes of an unfrozen `.amxd` file: three chunks, `ampf` (the kind), `meta` and `ptch` (the patcher), lengths
 * little-endian, the patcher as tab-indented JSON that ends with a line feed and a zero byte. The patcher's own
 * `project.amxdtype` is set to the kind, since Live believes the one and Max the other.
 */
export function writeAmxd({ kind, patch }: Amxd): Uint8Array {
  const project = { ...(patch.patcher.project as object | undefined), amxdtype: amxdTypeOf(kind) };
  const json = JSON.stringify({ patcher: { ...patch.patcher, project } }, null, '\t');
  const payload = new TextEncoder().encode(`${json}\n\0`);
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  putText(bytes, 0, 'ampf');
  view.setUint32(4, 4, true);
  putText(bytes, 8, FOURCC[kind]);
  putText(bytes, 12, 'meta');
  view.setUint32(16, 4, true);
  view.setUint32(20, META_UNFROZEN, true);
  putText(bytes, 24, 'ptch');
  view.setUint32(28, payload.length, true);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/**
 * Reads an unfrozen `.amxd` file, ours or one that Live saved.
 *
 * @throws Failure 'input' where the bytes are no such file: another format, cut short, frozen, or protected.
 */
export function readAmxd(bytes: Uint8Array, name = 'The file'): Amxd {
  if (bytes.length < HEADER_BYTES || textAt(bytes, 0) !== 'ampf') {
    throw new Failure('input', `${name} is not a Max for Live device.`);
  }
  const fourcc = textAt(bytes, 8);
  const kind = KINDS.find((one) => FOURCC[one] === fourcc);
  if (kind === undefined)
    throw new Failure(
      'input',
      `${name} is a Max for Live device of the unknown kind "${fourcc.replace(/[^ -~]/g, '?')}".`,
    );
  if (textAt(bytes, 24) !== 'ptch') {
    throw new Failure('input', `${name} is a protected device, which only Max can read.`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(28, true);
  const payload = bytes.subarray(HEADER_BYTES, HEADER_BYTES + length);
  if (payload.length < length) {
    throw new Failure('input', `${name} is cut short: it holds ${payload.length} of ${length} bytes of its patcher.`);
  }
  if (textAt(payload, 0) === 'mx@c') throw new Failure('input', `${name} is frozen; unfreeze it in Max first.`);
  const end = payload.findLastIndex((byte) => byte !== 0) + 1;
  const parsed = parseJson(new TextDecoder().decode(payload.subarray(0, end)));
  if (!isPatch(parsed)) throw new Failure('input', `${name} holds no patcher.`);
  return { kind, patch: parsed };
}

/** The kind as the number that the patcher's `project` holds: the four letters read as a big-endian integer. */
export function amxdTypeOf(kind: AmxdKind): number {
  return [...FOURCC[kind]].reduce((number, letter) => number * 256 + letter.charCodeAt(0), 0);
}

const HEADER_BYTES = 32;

/** What Max 9 writes for a device that is not frozen. */
const META_UNFROZEN = 1;

const FOURCC: Readonly<Record<AmxdKind, string>> = {
  'audio effect': 'aaaa',
  'midi effect': 'mmmm',
  instrument: 'iiii',
};
const KINDS = Object.keys(FOURCC) as AmxdKind[];

function putText(bytes: Uint8Array, offset: number, text: string): void {
  bytes.set(new TextEncoder().encode(text), offset);
}

function textAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPatch(value: unknown): value is Amxd['patch'] {
  return (
    typeof value === 'object' &&
    value !== null &&
    'patcher' in value &&
    typeof value.patcher === 'object' &&
    value.patcher !== null
  );
}
