import { TestEnvironment } from 'jest-environment-node';

/** The typed arrays of the process that jest does not hand into its sandbox by itself. */
const ARRAYS = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint16Array,
  Uint32Array,
  BigInt64Array,
};

/**
 * Node's environment with the typed arrays of the process itself: a native runtime knows no others as what they are,
 * and tests would compare two kinds of them.
 */
export default class HostArraysEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, ARRAYS);
  }
}
