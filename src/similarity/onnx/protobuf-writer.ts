/**
 * Writes a message of protocol buffers (wire format, proto3): fields by number, in the order in which they are added.
 * Integers as varints, floats as four bytes, everything else with its length before it.
 */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];

  /** @param value a whole number, 0 … 2⁵³ */
  integer(field: number, value: number): this {
    return this.#tag(field, WIRE.varint).#push(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#tag(field, WIRE.fixed32).#push(bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    return this.bytes(field, value.finish());
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#tag(field, WIRE.lengthDelimited).#push(varint(value.length)).#push(value);
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }

  #tag(field: number, wire: number): this {
    return this.#push(varint(field * 8 + wire));
  }

  #push(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    return this;
  }
}

const WIRE = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const;

/** Seven bits a byte, the lowest first; all but the last have their top bit set. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}
