/** A preset by what only it can do: it is made by our own class, or by that of another copy of this package. */
export interface PresetClass {
  readonly has: string;
  /** What was expected where something else was given. */
  readonly expected: string;
}

/** The presets that constructs take, by the prop that takes them. Anything else has slipped through a cast, or comes from JavaScript. */
export const PRESET_CLASSES = {
  spread: { has: '_antiAffinity', expected: 'a GatewaySpread such as GatewaySpread.nodes()' },
  rollout: { has: '_maxSurge', expected: 'a RolloutPolicy such as RolloutPolicy.outBeforeIn()' },
  shutdown: { has: '_proxyConfig', expected: 'a ShutdownPolicy such as ShutdownPolicy.of({ … })' },
  budget: { has: '_fields', expected: 'a DisruptionBudget such as DisruptionBudget.maxUnavailable(1)' },
  allowedRoutes: { has: '_routes', expected: 'AllowedNamespaces such as AllowedNamespaces.all()' },
  loadBalancer: { has: '_annotations', expected: 'a LoadBalancer such as LoadBalancer.alibabaClassic({ … })' },
} as const satisfies Readonly<Record<string, PresetClass>>;

export function isPreset(value: unknown, { has }: PresetClass): boolean {
  return typeof value === 'object' && value !== null && has in value;
}
