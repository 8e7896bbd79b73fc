/** The proxies of applications: which pods get one, and what of their traffic it takes. */
export { type CaptureAnswer, type CaptureRules, captureRulesOf, inboundCaptured, outboundCaptured } from './captured';
export { sidecarOf, sidecars } from './recognize';
