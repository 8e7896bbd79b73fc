/** What Istio's injector makes of pods: whether it changes them, with which template, and what is left of what their author wrote. */
export { ANNOTATION_ROWS, annotationProblem, annotationRow, type AnnotationReader, type AnnotationRow } from './annotations';
export { injectionDecision, type InjectionDecision } from './decision';
export { type Capture, captureOf } from './capture';
export { inject, type Injected, untouched } from './inject';
export { AUTO_IMAGE, INIT_CONTAINER, VALIDATION_CONTAINER } from './names';
export { isMadeByAnother } from './made-by';
export { nativeSidecar } from './native';
export { ownerOf, type PodOwner } from './owner';
export { findAnywhere, findContainer, type FoundContainer, podTemplateOf, type PodTemplate } from './pod-template';
export { type Outcome, PodsDraft } from './pods-draft';
export { gatewayForm, type GatewayForm, injectedGateways } from './recognize';
export { earlierInjection } from './reinjection';
export {
  overcommittedResources, QOS_LABEL, readScaledResources, type ResourceLists, type ScaledResources, scaledResources,
} from './scaled-resources';
export { type TemplateInput } from './template-input';
export { userVolumeProblems } from './user-volumes';
export { REVOCATIONS_MOUNT, ROOT_MOUNT } from './volumes';
