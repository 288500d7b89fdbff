import type { Patch } from '../patch.ts';
import { DEVICE_SCRIPTS, NODE_SCRIPT } from '../scripts.ts';
import { AMOUNT } from './controls.ts';
import { STRIP_HEIGHT, STRIP_WIDTH } from './layout.ts';

/** The keys of the patcher itself: those of the audio effect that Max saves, with nothing left out. */
export function deviceKeys(patch: Patch): Record<string, unknown> {
  return {
    fileversion: 1,
    // The oldest Max that the device is for: what a newer one saved is untried in an older.
    appversion: { major: 9, minor: 0, revision: 10, architecture: 'x64', modernui: 1 },
    classnamespace: 'box',
    rect: [100, 100, 1200, 800],
    openrect: [0, 0, STRIP_WIDTH, STRIP_HEIGHT],
    openinpresentation: 1,
    default_fontsize: 10,
    default_fontname: 'Arial Bold',
    gridsize: [8, 8],
    boxanimatetime: 500,
    devicewidth: STRIP_WIDTH,
    parameters: parameterTable(patch),
    dependency_cache: dependencies(),
    latency: 0,
    is_mpe: 0,
    external_mpe_tuning_enabled: 0,
    minimum_live_version: '12.2',
    minimum_max_version: '9',
    platform_compatibility: 0,
    project: {
      version: 1,
      creationdate: 3590052493,
      modificationdate: 3590052493,
      viewrect: [0, 0, 300, 500],
      // Max would move the scripts into folders of its own and no longer find them in Live.
      autoorganize: 0,
      hideprojectwindow: 1,
      showdependencies: 1,
      autolocalize: 0,
      contents: { patchers: {}, media: {}, code: {} },
      layout: {},
      searchpath: {},
      detailsvisible: 0,
      readonly: 0,
      devpathtype: 1,
      devpath: '.',
      sortmode: 0,
      viewmode: 0,
      includepackages: 0,
    },
    autosave: 0,
    oscreceiveudpport: 0,
    saved_attribute_attributes: { default_plcolor: { expression: '' } },
  };
}

/** Names of the parameters by box, and the bank of them that Push shows: hidden ones are none of Push's business. */
function parameterTable(patch: Patch): Record<string, unknown> {
  const rows = patch.boxes.flatMap((box) => {
    const valueof = (box.saved_attribute_attributes as { valueof?: Record<string, unknown> } | undefined)?.valueof;
    return valueof === undefined
      ? []
      : [[box.id, [valueof.parameter_longname, valueof.parameter_shortname, 0]] as const];
  });
  return {
    ...Object.fromEntries(rows),
    parameterbanks: {
      '0': { index: 0, name: 'Coproducer', parameters: [AMOUNT.longName, '-', '-', '-', '-', '-', '-', '-'] },
    },
    inherited_shortname: 1,
  };
}

function dependencies(): object[] {
  return [...Object.values(DEVICE_SCRIPTS).map(({ file }) => file), NODE_SCRIPT].map((name) => ({
    name,
    bootpath: '.',
    patcherrelativepath: '.',
    type: 'TEXT',
    implicit: 1,
  }));
}
