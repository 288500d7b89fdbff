/** Minutes and seconds, `3:07`; an hour is `60:00`, and less than none is `0:00`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
