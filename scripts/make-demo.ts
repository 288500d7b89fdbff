import { Command, Option } from 'commander';
import { composeSong } from '../src/demo/compose-song.ts';
import { renderSong } from '../src/demo/render-song.ts';
import { SONG_STYLES, type SongStyle } from '../src/demo/song.ts';
import { writeSong } from '../src/demo/write-song.ts';

/**
 * Writes demo songs with their truth into a folder:
 * `node scripts/run.mjs scripts/make-demo.ts --out DIR --count 12 --seed 1 [--style psy] [--bars 64] [--stems]`.
 * Without a style the songs go round all of them.
 */
async function makeDemo(options: Options): Promise<void> {
  for (let index = 0; index < options.count; index += 1) {
    const style = options.style ?? SONG_STYLES[index % SONG_STYLES.length];
    const seed = options.seed + index;
    const song = composeSong({ seed, style, ...(options.bars === undefined ? {} : { bars: options.bars }) });
    const started = performance.now();
    const rendered = renderSong(song);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    await writeSong(options.out, rendered, { master: true, stems: options.stems });
    const { tonic, mode } = song.key;
    process.stderr.write(
      `${song.title}: ${style}, ${song.tempoBpm} BPM, ${tonic} ${mode}, ${song.bars} bars, ${seconds} s\n`,
    );
  }
}

interface Options {
  out: string;
  count: number;
  seed: number;
  style?: SongStyle;
  bars?: number;
  stems: boolean;
}

const program = new Command('make-demo')
  .requiredOption('--out <folder>')
  .option('--count <songs>', 'how many', Number, 12)
  .option('--seed <number>', 'of the first song; the next take the numbers after it', Number, 1)
  .addOption(new Option('--style <style>').choices(SONG_STYLES))
  .option('--bars <bars>', 'length of each song', Number)
  .option('--stems', 'write the stems too', false)
  .action(makeDemo);

void program.parseAsync();
