import type { EffectiveProxy } from './effective-proxy';

/** A proxy that is refused or never injected stops nothing and spreads nothing; whether it runs is not always known, then it is judged. */
export function running({ state }: Pick<EffectiveProxy, 'state'>): boolean {
  return state === 'runs' || state === 'unknown';
}
