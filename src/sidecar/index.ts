export { EffectiveSidecar, type EffectiveSidecarItem, type ShadowedSidecarSetting, type SidecarCaptureAnswer } from './effective-sidecar';
export { SidecarLevel } from './level';
export { OutboundTrafficPolicy, type OutboundTrafficPolicyProps } from './outbound-traffic-policy';
export * from './setting-parts';
export type { SidecarSettings } from './settings';
export { SidecarPolicy, type SidecarPolicyProps } from './sidecar-policy';
