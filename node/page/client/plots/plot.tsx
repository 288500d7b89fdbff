import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';

interface PlotProps {
  /** What a person should know who cannot see it. */
  label: string;
  data: uPlot.AlignedData;
  /** Everything but the size; read again when the theme changes, since colours come from the style sheet. */
  options: () => Omit<uPlot.Options, 'width' | 'height'>;
  class?: string;
  onMade?: (plot: uPlot) => void;
}

/**
 * A uPlot that fills its box, whose height the style sheet sets, and is drawn anew when the box or the theme changes.
 */
export function Plot({ label, data, options, class: own = '', onMade }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef({ data, options, onMade });
  latest.current = { data, options, onMade };
  const redraw = useRef<() => void>(() => undefined);
  useEffect(() => {
    const place = box.current;
    if (place === null) return undefined;
    let plot: uPlot | undefined;
    redraw.current = () => {
      const [width, height] = [Math.floor(place.clientWidth), Math.floor(place.clientHeight)];
      if (width === 0 || height === 0) return;
      plot?.destroy();
      plot = new uPlot({ ...latest.current.options(), width, height }, latest.current.data, place);
      latest.current.onMade?.(plot);
    };
    const again = (): void => redraw.current();
    const sizes = new ResizeObserver(again);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    sizes.observe(place);
    theme.addEventListener('change', again);
    return () => {
      sizes.disconnect();
      theme.removeEventListener('change', again);
      plot?.destroy();
    };
  }, []);
  useEffect(() => redraw.current(), [data]);
  return <div ref={box} class={`plot ${own}`} role="img" aria-label={label} />;
}
