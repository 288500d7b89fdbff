/** WAV and AIFF files built byte by byte, right or wrong on purpose. */

/** A RIFF chunk; `statedSize` lies about the size, `padded: false` leaves the padding byte of an odd chunk out. */
export function chunk(
  id: string,
  body: Buffer,
  { statedSize = body.length, padded = true, bigEndian = false } = {},
): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 'latin1');
  if (bigEndian) header.writeUInt32BE(statedSize, 4);
  else header.writeUInt32LE(statedSize, 4);
  return Buffer.concat([header, body, Buffer.alloc(padded ? body.length % 2 : 0)]);
}

export interface FormatFields {
  tag: number;
  channels: number;
  sampleRateHz: number;
  bits: number;
  /** Writes an EXTENSIBLE format with this channel mask. */
  mask?: number;
}

export function formatChunk({ tag, channels, sampleRateHz, bits, mask }: FormatFields): Buffer {
  const body = Buffer.alloc(mask === undefined ? 16 : 40);
  const frameBytes = channels * Math.ceil(bits / 8);
  body.writeUInt16LE(mask === undefined ? tag : 0xfffe, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(sampleRateHz, 4);
  body.writeUInt32LE(sampleRateHz * frameBytes, 8);
  body.writeUInt16LE(frameBytes, 12);
  body.writeUInt16LE(bits, 14);
  if (mask !== undefined) {
    body.writeUInt16LE(22, 16);
    body.writeUInt16LE(bits, 18);
    body.writeUInt32LE(mask, 20);
    body.writeUInt16LE(tag, 24);
    body.write('\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71', 26, 'latin1');
  }
  return chunk('fmt ', body);
}

export function riff(chunks: Buffer[], form = 'RIFF'): Buffer {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return chunk(form, body, { statedSize: form === 'RIFF' ? body.length : 0xffff_ffff });
}

/** A plain 16-bit stereo WAV of these interleaved samples. */
export function wav16(samples: readonly number[], sampleRateHz = 44100, channels = 2): Buffer {
  return riff([formatChunk({ tag: 1, channels, sampleRateHz, bits: 16 }), chunk('data', int16(samples))]);
}

export function int16(samples: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * samples.length);
  samples.forEach((sample, i) => bytes.writeInt16LE(sample, 2 * i));
  return bytes;
}

/** An AIFF, or an AIFC where a codec is named. */
export function aiff(fields: {
  channels: number;
  frames: number;
  bits: number;
  sampleRateHz: number;
  codec?: string;
  sound: Buffer;
}): Buffer {
  const common = Buffer.alloc(18);
  common.writeUInt16BE(fields.channels, 0);
  common.writeUInt32BE(fields.frames, 2);
  common.writeUInt16BE(fields.bits, 6);
  // An extended float: exponent of the rate's top bit, mantissa with the top bit at bit 63.
  const exponent = Math.floor(Math.log2(fields.sampleRateHz));
  common.writeUInt16BE(16383 + exponent, 8);
  common.writeUInt32BE(fields.sampleRateHz * 2 ** (31 - exponent), 10);
  const codec = fields.codec === undefined ? Buffer.alloc(0) : Buffer.from(`${fields.codec}\0\0`, 'latin1');
  const body = Buffer.concat([
    Buffer.from(fields.codec === undefined ? 'AIFF' : 'AIFC'),
    chunk('COMM', Buffer.concat([common, codec]), { bigEndian: true }),
    chunk('SSND', Buffer.concat([Buffer.alloc(8), fields.sound]), { bigEndian: true }),
  ]);
  return chunk('FORM', body, { bigEndian: true });
}
