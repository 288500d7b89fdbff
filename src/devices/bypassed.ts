import type { DeviceProcessor } from './device-model.ts';

/** The sound of a device that is switched off: a wire. */
export const BYPASSED: DeviceProcessor = { latencyFrames: 0, process: () => undefined };
