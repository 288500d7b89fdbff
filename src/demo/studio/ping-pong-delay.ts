import type { Frames, Hertz, Normal } from '../../dsp/units.ts';
import type { StereoBuffer } from './stereo-buffer.ts';

/** Adds echoes that jump from left to right to left, each darker (one-pole low-pass in the loop), in place. */
export function addPingPongDelay(
  buffer: StereoBuffer,
  sampleRateHz: Hertz,
  echo: { frames: Frames; feedback: Normal; gain: number },
): void {
  const { left, right } = buffer;
  const leftLine = new Float32Array(echo.frames);
  const rightLine = new Float32Array(echo.frames);
  const darkening = 1 - Math.exp((-2 * Math.PI * ECHO_LOW_PASS_HZ) / sampleRateHz);
  const { feedback, gain } = echo;
  let leftDark = 0;
  let rightDark = 0;
  let place = 0;
  let quietFrames = 0;
  const restingAfter = Math.ceil(echo.frames * (Math.log(1e-6) / Math.log(feedback) + 2));
  for (let frame = 0; frame < left.length; frame += 1) {
    const input = 0.5 * (left[frame] + right[frame]);
    quietFrames = input === 0 ? quietFrames + 1 : 0;
    if (quietFrames > restingAfter) continue;
    const leftEcho = leftLine[place];
    const rightEcho = rightLine[place];
    leftDark += darkening * (leftEcho - leftDark);
    rightDark += darkening * (rightEcho - rightDark);
    leftLine[place] = input + feedback * rightDark;
    rightLine[place] = leftDark;
    place = place + 1 === echo.frames ? 0 : place + 1;
    left[frame] += gain * leftEcho;
    right[frame] += gain * rightEcho;
  }
}

/** Echoes of hardware and tape are darker than their source. */
const ECHO_LOW_PASS_HZ: Hertz = 4500;
