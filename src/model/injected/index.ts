/** What Istio's injector makes of pods: whether it changes them, with which template, and what is left of what their author wrote. */
export { ANNOTATION_ROWS, annotationRow, type AnnotationReader, type AnnotationRow } from './annotations';
export { injectionDecision, type InjectionDecision } from './decision';
export { inject, type Injected } from './inject';
export { findContainer, type FoundContainer, podTemplateOf, type PodTemplate } from './pod-template';
export { gatewayForm, type GatewayForm, injectedGateways } from './recognize';
export type { TemplateInput } from './template-input';
