import { isIP } from 'node:net';
import { serviceRule, serviceValue, typeOf } from './service-rule';
import { nameProblem } from '../../../kube';
import { type Effective } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { listAt, stringAt } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import type { Undecided } from '../../rule';
import { short } from '../proxy-rule';
import type { Answer, Problem } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';

/** A value that the author or a default put there; undefined when it is absent, empty, or not known. */
function textAt(service: TracedObject, pointer: string): string | undefined {
  const value = service.at<unknown>(pointer);
  return typeof value.value === 'string' && value.value !== '' ? value.value : undefined;
}

const unknownType = (type: Effective<string>): Undecided[] => (type.known ? [] : [{ undecided: type.origin.why }]);

/** A patch only for a Service that stands in a manifest itself. */
function removal(service: TracedObject, pointer: string): Pick<Problem, 'patch'> {
  const origin = service.origin(pointer);
  return origin.kind === 'set' && origin.within === undefined && !origin.pointer.startsWith('/spec/overrides/')
    ? { patch: [{ op: 'remove', path: origin.pointer }] } : {};
}

/** NET008: there is no outside to have a policy for. */
export const externalPolicy = serviceRule({
  id: 'NET008',
  title: 'externalTrafficPolicy without outside access',
  what: '`externalTrafficPolicy` on a Service of type ClusterIP without externalIPs, or of type ExternalName.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server takes externalTrafficPolicy only for Services that the outside reaches: type LoadBalancer or NodePort, or with externalIPs.',
  source: `${VALIDATION} validateServiceExternalTrafficPolicy; pkg/api/service ExternallyAccessible; ASM, CRD fields for an ASM gateway (ingress only)`,
}, (service): Answer[] => {
  const place = '/spec/externalTrafficPolicy';
  const policy = textAt(service, place);
  // what ASM defaults, ASM leaves out where it does not fit
  if (policy === undefined || service.origin(place).kind !== 'set') { return []; }
  const type = typeOf(service);
  if (!type.known || (type.value !== 'ClusterIP' && type.value !== 'ExternalName')) { return unknownType(type); }
  if (type.value === 'ClusterIP' && (listAt(service.object, '/spec/externalIPs') ?? []).length > 0) { return []; }
  return [{
    message: `externalTrafficPolicy ${short(policy)} on a Service of type ${type.value}, which the outside does not reach`,
    fix: 'remove externalTrafficPolicy, or use type LoadBalancer or NodePort',
    part: 'externalTrafficPolicy',
    ...removal(service, place),
    at: service.origin(place),
    values: [serviceValue(service, 'externalTrafficPolicy', place), { name: 'type', value: type }],
  }];
});

/** NET009: only load balancers have a class. */
export const loadBalancerClass = serviceRule({
  id: 'NET009',
  title: 'loadBalancerClass misplaced or malformed',
  what: '`loadBalancerClass` on a Service of another type than LoadBalancer, or one that is no qualified name.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server takes loadBalancerClass only for type LoadBalancer, and only a qualified name such as alibabacloud.com/nlb.',
  source: `${VALIDATION} validateLoadBalancerClassField`,
}, (service): Answer[] => {
  const place = '/spec/loadBalancerClass';
  const name = textAt(service, place);
  if (name === undefined) { return []; }
  const type = typeOf(service);
  const values = [serviceValue(service, 'loadBalancerClass', place), { name: 'type', value: type }];
  const problem = nameProblem('labelKey', name);
  return [
    ...problem === undefined ? [] : [{
      message: `loadBalancerClass ${problem.replace('label key', 'qualified name')}, got ${JSON.stringify(short(name))}`,
      fix: 'use the name that the controller documents, such as alibabacloud.com/nlb',
      part: 'name',
      at: service.origin(place),
      values: [values[0]],
    }],
    ...type.known && type.value !== 'LoadBalancer' ? [{
      message: `loadBalancerClass ${short(name)} on a Service of type ${short(type.value)}`,
      fix: 'remove loadBalancerClass, or use type LoadBalancer',
      part: 'type',
      at: service.origin(place),
      values,
    }] : unknownType(type),
  ];
});

const RANGES = '/spec/loadBalancerSourceRanges';
/** More are not looked at: each is looked at whole. */
const MOST_RANGES = 1000;
const RANGES_ANNOTATION = joinPointer('/metadata/annotations', 'service.beta.kubernetes.io/load-balancer-source-ranges');

/** Go's ParseCIDRSloppy, which the server reads Services with: blanks around it and zeros in front of IPv4 bytes are taken. */
function isCidr(text: string): boolean {
  const range = text.trim();
  if (range.length > 60) { return false; }
  const slash = range.indexOf('/');
  const address = range.slice(0, slash).replace(/(^|\.)0+(?=[0-9])/g, '$1');
  const mask = range.slice(slash + 1);
  const family = slash < 0 || range.includes('%') ? 0 : isIP(address);
  return family !== 0 && /^[0-9]{1,3}$/.test(mask) && Number(mask) <= (family === 4 ? 32 : 128);
}

/** NET010: who may reach a load balancer. */
export const sourceRanges = serviceRule({
  id: 'NET010',
  title: 'source ranges misplaced or malformed',
  what: '`loadBalancerSourceRanges`, or the annotation of the same meaning, on a Service of another type than LoadBalancer, or with an item that is no CIDR.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server takes source ranges only for type LoadBalancer, and only CIDRs such as 10.0.0.0/8.',
  source: `${VALIDATION} ValidateService (loadBalancerSourceRanges)`,
}, (service): Answer[] => {
  const list = listAt(service.object, RANGES) ?? [];
  const annotation = list.length === 0 ? stringAt(service.object, RANGES_ANNOTATION) : undefined;
  if (list.length === 0 && annotation === undefined) { return []; }
  const base = list.length > 0 ? RANGES : RANGES_ANNOTATION;
  const type = typeOf(service);
  const items = annotation === undefined
    ? list.map((text, at) => ({ text, pointer: joinPointer(RANGES, at) }))
    : annotation.trim() === '' ? [] : annotation.split(',', MOST_RANGES).map((text) => ({ text, pointer: RANGES_ANNOTATION }));
  const bad = items.filter(({ text }) => typeof text === 'string' && !isCidr(text));
  return [
    ...bad.slice(0, 5).map(({ text, pointer }) => ({
      message: `source range ${JSON.stringify(short(text))} is no CIDR`,
      fix: isIP(String(text).trim()) === 0 ? 'write a CIDR such as 10.0.0.0/8' : `write ${String(text).trim()}/${isIP(String(text).trim()) === 4 ? 32 : 128}`,
      part: short(text),
      at: service.origin(pointer),
      values: [serviceValue(service, 'source ranges', pointer)],
    })),
    ...type.known && type.value !== 'LoadBalancer' ? [{
      message: `source ranges on a Service of type ${short(type.value)}`,
      fix: 'remove them, or use type LoadBalancer; a NetworkPolicy or AuthorizationPolicy narrows the sources of other Services',
      part: 'type',
      at: service.origin(valueAt(service.object, base) === undefined ? '' : base),
      values: [{ name: 'source ranges', value: service.at<unknown>(base), show: short }, { name: 'type', value: type }],
    }] : unknownType(type),
  ];
});
