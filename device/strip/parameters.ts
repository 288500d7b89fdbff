/** How much Live sees of a parameter. */
export const VISIBILITY = { automatedAndStored: 0, storedOnly: 1, hidden: 2 } as const;

/**
 * The keys of a parameter whose value is one of a few texts: every button and menu of the strip. They are hidden from
 * Live's automation and its undo, because the device drives them itself; they can be mapped to MIDI and keys.
 */
export function enumParameter(
  longName: string,
  shortName: string,
  items: readonly string[],
  infoTitle: string,
  info: string,
): Record<string, unknown> {
  return {
    annotation: info,
    annotation_name: infoTitle,
    parameter_enable: 1,
    parameter_mappable: 1,
    ...parameterKeys(longName, shortName, {
      parameter_type: 2,
      parameter_enum: items,
      parameter_mmax: items.length - 1,
      parameter_initial: [0],
      parameter_initial_enable: 1,
      parameter_invisible: VISIBILITY.hidden,
      parameter_modmode: 0,
      parameter_info: info,
      parameter_annotation_name: infoTitle,
    }),
  };
}

/** The saved attributes of any parameter. */
export function parameterKeys(
  longName: string,
  shortName: string,
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    saved_attribute_attributes: {
      valueof: {
        parameter_longname: longName,
        parameter_shortname: shortName,
        parameter_linknames: 0,
        parameter_order: 0,
        ...more,
      },
    },
  };
}
