import { expect, test } from '@jest/globals';
import { forbidNativeCode, inNativeCode, markNativeCode, NATIVE_CODE } from '../../src/similarity/native-code.ts';

test('a thread says that it is inside native code until the last of what it began has ended', async () => {
  const mark = new Int32Array(new SharedArrayBuffer(4));
  markNativeCode(mark);
  const ends: (() => void)[] = [];
  const begin = (): Promise<void> => inNativeCode(() => new Promise<void>((end) => ends.push(end)));
  const works = [begin(), begin()];
  expect(mark[0]).toBe(NATIVE_CODE.inside);
  expect(forbidNativeCode(mark)).toBe(false);
  ends[0]();
  await works[0];
  expect(mark[0]).toBe(NATIVE_CODE.inside);
  ends[1]();
  await works[1];
  expect(mark[0]).toBe(NATIVE_CODE.outside);

  await expect(inNativeCode(() => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(mark[0]).toBe(NATIVE_CODE.outside);
  expect(forbidNativeCode(mark)).toBe(true);
  expect(mark[0]).toBe(NATIVE_CODE.forbidden);
});
