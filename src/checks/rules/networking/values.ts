import { isPodPort, isServiceField } from './fields';
import { RuleClass, Severity } from '../../finding';
import { valueRule } from '../server-values';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';

/** NET024: the ports of pods, and those that the kubelet calls. */
export const podPortValues = valueRule({
  id: 'NET024',
  title: 'port of a pod that is none',
  what: 'The containerPort or hostPort of a container or init container, or the port of a probe or hook, is not a number from 1 to 65535 (a hostPort may be 0); its protocol is not TCP, UDP or '
    + 'SCTP; or the port of a probe or hook is a text that is no name of a port: at most 15 small letters, digits and dashes with a letter among them.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a workload with such a port, and nothing of it is deployed.',
  source: `${VALIDATION} validateContainerPorts, validateHTTPGetAction, ValidatePortNumOrName; pkg/apis/core/v1/defaults.go`,
}, isPodPort);

/** NET025: what a Service is reached by. */
export const serviceValues = valueRule({
  id: 'NET025',
  title: 'Service field that does not fit',
  what: 'A Service has a type, policy or family that there is not; a clusterIP that is no address or not of the family that ipFamilies names at its place; None with type NodePort or '
    + 'LoadBalancer; no ports although it has an address; ExternalName without a DNS name; a timeout of sessionAffinity that is not 1 to 86400 seconds; '
    + 'a healthCheckNodePort out of range or without externalTrafficPolicy Local; an appProtocol or selector that is no name. As written, and as istiod makes the Service of a gateway.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects the Service. One that istiod makes is rejected out of sight: the gateway has no address, or keeps its old one.',
  source: `${VALIDATION} ValidateService, validateServicePort, ValidateServiceClusterIPsRelatedFields, validateServiceExternalTrafficPolicy`,
}, isServiceField);
