/** A theme of Live: the colours that the device asks for by name, red, green, blue, alpha, 0–1. */
export interface Theme {
  name: 'light' | 'mid' | 'dark';
  colours: Readonly<Record<string, readonly number[]>>;
}

/** Close to Live's neutral themes, by eye: enough to see whether everything can be read, not a measurement of Live. */
export const THEMES: readonly Theme[] = [
  theme('light', { surface: 0xd2d2d2, control: 0xe6e6e6, border: 0x9b9b9b, ink: 0x141414, inkOff: 0x8a8a8a }),
  theme('mid', { surface: 0x8f8f8f, control: 0xa5a5a5, border: 0x6e6e6e, ink: 0x0f0f0f, inkOff: 0x5f5f5f }),
  theme('dark', { surface: 0x363636, control: 0x1e1e1e, border: 0x151515, ink: 0xd0d0d0, inkOff: 0x757575 }),
];

function theme(
  name: Theme['name'],
  {
    surface,
    control,
    border,
    ink,
    inkOff,
  }: Readonly<Record<'surface' | 'control' | 'border' | 'ink' | 'inkOff', number>>,
): Theme {
  return {
    name,
    colours: {
      live_surface_bg: rgba(surface),
      live_control_bg: rgba(control),
      live_contrast_frame: rgba(border),
      live_control_fg: rgba(ink),
      live_control_fg_off: rgba(inkOff),
      live_control_selection: rgba(0xffad56),
      // Displays are dark in all of Live's own themes.
      live_lcd_bg: rgba(0x1a1a1a),
      live_lcd_frame: rgba(0x2a2a2a),
      live_lcd_title: rgba(0xc4c4c4),
      live_lcd_control_fg: rgba(0x3fc8e0),
      live_lcd_control_fg_alt: rgba(0xffa640),
      live_lcd_control_fg_zombie: rgba(0x7a7a7a),
    },
  };
}

function rgba(hex: number): readonly number[] {
  return [(hex >> 16) / 255, ((hex >> 8) & 255) / 255, (hex & 255) / 255, 1];
}
