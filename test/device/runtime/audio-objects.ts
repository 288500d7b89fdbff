import { writeTakeFile } from '../../capture/song-clock.ts';
import type { MaxObject, Message, ObjectHost } from './objects.ts';

/** What Live hands a device for one signal vector. */
export interface HostVector {
  sampleRateHz: number;
  /** What comes in on the device's track. */
  left: Float32Array;
  right: Float32Array;
  /** The song's position at each frame, in beats; NaN while Live stands still. */
  beats: Float64Array;
}

/** Makes objects that have to do with signals, by class: as their reference pages say, and no more. */
export const AUDIO_OBJECTS: Readonly<Record<string, (host: ObjectHost, args: readonly string[]) => MaxObject>> = {
  'plugin~': () => ({ receive: () => undefined, signal: (_, { left, right }) => [left, right] }),
  'plugout~': () => ({ receive: () => undefined, signal: (inputs) => inputs }),
  // A ramp from 0 to 1 over each beat; zero while the song stands still.
  'plugphasor~': () => ({
    receive: () => undefined,
    signal: (_, { beats }) => [Float32Array.from(beats, (beat) => beat % 1 || 0)],
  }),
  // Says everything again and again while the scheduler runs, from right to left. What no cord takes is left out.
  'plugsync~': (host) => ({
    receive: () => undefined,
    tick: ({ beats: [beat] }) => {
      const isPlaying = !Number.isNaN(beat);
      if (isPlaying) host.out(6, [beat]);
      host.out(0, [isPlaying ? 1 : 0]);
    },
  }),
  'sig~': () => {
    let value = 0;
    return {
      receive: (_, [number]) => {
        value = Number(number);
      },
      signal: (_, { left }) => [new Float32Array(left.length).fill(value)],
    };
  },
  // The first value is passed on only if it is not the 0 that stands there at first.
  change: (host) => {
    let last = 0;
    return {
      receive: (_, [number]) => {
        if (number === last) return;
        last = Number(number);
        host.out(0, [last]);
      },
    };
  },
  'sfrecord~': (host, [channels = '1']) => new SoundFileRecorder(host, Number(channels)),
};

/**
 * `sfrecord~`: `open FILE TYPE`, then 1 records from the next vector on, and 0 ends the file; each needs an `open` of
 * its own.
 */
export class SoundFileRecorder implements MaxObject {
  readonly #host: ObjectHost;
  readonly #planes: Float32Array[][];
  #sampleType = 'int16';
  #file: string | undefined;
  isRecording = false;
  /** So many vectors from now on are lost, as when the disk is too slow. */
  losesVectors = 0;
  #sampleRateHz = 0;

  constructor(host: ObjectHost, channels: number) {
    this.#host = host;
    this.#planes = Array.from({ length: channels }, () => []);
  }

  receive(inlet: number, [word, ...atoms]: Message): void {
    if (inlet !== 0) this.#complain('takes commands in its left inlet only');
    else if (word === 'open') this.#open(atoms);
    else if (word === 'samptype') this.#sampleType = String(atoms[0]);
    else if (word === 0) this.#end();
    else if (typeof word === 'number') {
      if (this.#file === undefined) this.#complain('no file is open');
      else this.isRecording = true;
    } else this.#complain(`doesn't understand "${String(word)}"`);
  }

  signal(inputs: readonly Float32Array[], { sampleRateHz, left }: HostVector): readonly Float32Array[] {
    if (this.losesVectors > 0) this.losesVectors--;
    else if (this.isRecording) {
      this.#sampleRateHz = sampleRateHz;
      inputs.forEach((input, channel) => this.#planes[channel].push(input.slice()));
    }
    // How long it has recorded, which nobody here listens to.
    return [new Float32Array(left.length)];
  }

  /** The device is deleted: what was recorded stays as it is, without an end. */
  close(): void {
    this.isRecording = false;
  }

  #open([file, type]: Message): void {
    if (type !== 'wave' || this.#sampleType !== 'float32') this.#complain('this model writes float32 WAV only');
    this.#file = String(file);
    for (const plane of this.#planes) plane.length = 0;
  }

  #end(): void {
    if (this.#file === undefined || !this.isRecording) return;
    const planes = this.#planes.map((vectors) => {
      const plane = new Float32Array(vectors.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const vector of vectors) {
        plane.set(vector, at);
        at += vector.length;
      }
      return plane;
    });
    writeTakeFile(this.#file, planes, this.#sampleRateHz);
    this.#file = undefined;
    this.isRecording = false;
  }

  #complain(what: string): void {
    this.#host.console(`sfrecord~: ${what}`);
  }
}
