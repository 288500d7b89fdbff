import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { OscSet } from '../../live/osc-set.ts';
import { Failure } from '../../store/failure.ts';
import { examined, type Examined } from './examined.ts';

/** Where the device belongs inside the User Library, as its INSTALL.md says. */
const DEVICE_PLACE = ['Presets', 'Audio Effects', 'Max Audio Effect', 'Coproducer'];

/** Twice a tick of AbletonOSC, three times: who is there has answered by then. */
const ASKING = { retryMs: 200, tries: 3 };

/**
 * Whether Live answers over AbletonOSC. That it does not is no fault: the device needs none, and Live may be closed.
 */
export async function abletonOsc(): Promise<Examined> {
  const check = 'AbletonOSC';
  try {
    const set = await OscSet.open(ASKING);
    try {
      return examined(check, true, `Live ${(await set.capabilities()).liveVersion} answers; --set osc can be used`);
    } finally {
      await set.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return examined(
      check,
      true,
      'does not answer: --set osc needs Live open with AbletonOSC as control surface; the device in Live does not need it',
    );
  }
}

/** The folder that Live makes for a user's own presets, where it was not moved; none where there is no Live. */
export function userLibraryOf(platform: NodeJS.Platform, homeFolder: string): string | undefined {
  if (platform === 'darwin') return path.join(homeFolder, 'Music', 'Ableton', 'User Library');
  return platform === 'win32' ? path.join(homeFolder, 'Documents', 'Ableton', 'User Library') : undefined;
}

/**
 * Whether the device lies in the User Library, whole and of this version.
 *
 * @param shipped folder of the device that came with this program
 */
export async function deviceFiles(
  shipped: string,
  userLibrary: string | undefined = userLibraryOf(process.platform, os.homedir()),
): Promise<Examined> {
  const check = 'device in Live';
  if (userLibrary === undefined) return examined(check, true, 'there is no Live for this system');
  const place = path.join(userLibrary, ...DEVICE_PLACE);
  const names = await filesOf(shipped);
  if (names.length === 0)
    return examined(check, false, 'the device did not come with this program: build or install it again');
  const states = await Promise.all(
    names.map(async (name) => {
      const [ours, theirs] = await Promise.all([shipped, place].map((folder) => textOf(path.join(folder, name))));
      return theirs === undefined ? 'missing' : ours === theirs ? 'same' : 'other';
    }),
  );
  const missing = states.filter((state) => state === 'missing').length;
  const say = (ok: boolean, plain: string): Examined => ({ check, ok, plain, finding: `${plain} (${place})` });
  if (missing === names.length) {
    return say(true, 'not in the User Library, or the library was moved: copy the whole folder Coproducer there');
  }
  if (missing > 0)
    return say(false, `${missing} of its ${names.length} files are missing: copy the whole folder again`);
  const differs = states.includes('other');
  return say(!differs, differs ? 'of another version than this program: copy the whole folder again' : 'installed');
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'latin1').catch(() => undefined);
}
