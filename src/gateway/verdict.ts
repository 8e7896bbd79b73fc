import { type Declared, declareByProps, declareByResource } from './declare';
import { notesOf } from './notes';
import { GatewayNaming, type IstioGatewayProps } from './props';
import { chooseRendering, rendererOf } from './render/choose';
import type { GatewayRenderer } from './render/renderer';
import type { GatewaySpec } from './spec';
import { fieldsFor, specFor } from './spec-of';
import { problemsOf } from './validate';
import type { Manifest } from '../model/manifest/types';
import { once } from '../model/once';
import { isMap } from '../model/read';
import type { Platform } from '../platform';
import { shown } from '../platform/problems';

/** A gateway as it was asked for, and where. */
export interface GatewayRequest {
  readonly id: string;
  readonly props: IstioGatewayProps;
  /** The resource for which the props stand; they hold the options then. */
  readonly resource?: Manifest;
  readonly platform: Platform;
  /** Where settings for the whole mesh live, and gateways of ASM must. */
  readonly rootNamespace: string;
  /** That of the chart, where it has one. */
  readonly namespace?: string;
}

/** Everything that keeps a gateway from being written, or what is to be written. */
export interface GatewayVerdict {
  readonly problems: readonly string[];
  /** Only there without problems. */
  readonly gateway?: { readonly spec: GatewaySpec; readonly notes: readonly string[]; readonly renderer: GatewayRenderer };
}

/** Judges a gateway before anything of it is there. */
export function gatewayVerdict({ id, props, resource, platform, rootNamespace, namespace }: GatewayRequest): GatewayVerdict {
  // without a compiler props may be anything
  const given: unknown = props;
  if (!isMap(given)) { return { problems: [`the props of a gateway must be a map, got ${shown(given)}`] }; }
  const { rendering, problem } = chooseRendering(props.rendering, platform);
  const naming = isNaming(props.naming) ? props.naming : GatewayNaming.ASM;
  const options = { rendering, naming, platform, cluster: props.cluster };
  const defaults = { name: id, namespace: rendering === 'ASM' ? rootNamespace : namespace };
  const declared: Declared = resource === undefined ? declareByProps(props, defaults) : declareByResource(resource.object, props, defaults);
  const { problems, readable } = problemsOf(declared, {
    rootNamespace, undocumentedOverrides: props.undocumentedOverrides ?? resource !== undefined, ...options,
  });
  const renderer = rendererOf(rendering);
  const found = [...(problem === undefined ? [] : [problem]), ...namingProblems(props.naming, rendering), ...problems];
  const fieldsOf = once(() => fieldsFor(declared.declaration, options));
  const specOf = once(() => specFor(declared.declaration, options, fieldsOf()));
  const unheld = readable ? unheldOf(() => renderer.problems(specOf(), platform), found.length > 0) : [];
  if (found.length + unheld.length > 0) { return { problems: [...found, ...unheld] }; }
  const spec = specOf();
  return { problems: [], gateway: { spec, renderer, notes: notesOf(spec, fieldsOf(), platform) } };
}

/** What a rendering cannot hold. Values that are wrong already may make it stumble; they are reported anyway. */
export function unheldOf(ask: () => readonly string[], isWrong: boolean): readonly string[] {
  try {
    return ask();
  } catch (error) {
    if (isWrong) { return []; }
    throw error;
  }
}

/** What is wrong with a naming, of whatever type; nothing where none is given. */
export function namingProblems(given: unknown, rendering: string): readonly string[] {
  if (given === undefined) { return []; }
  if (!isNaming(given)) { return [noNaming(given)]; }
  if (rendering === 'INJECTED' || given._isAsm()) { return []; }
  const who = rendering === 'ASM' ? 'ASM' : 'istiod';
  return [`'naming' is ${who}'s own in the rendering ${rendering}, got another; leave it out, or use INJECTED on Istio`];
}

/** What is said where something else was given in place of a naming. */
export function noNaming(given: unknown): string {
  return `'naming' must be GatewayNaming.ASM, GatewayNaming.HELM or GatewayNaming.of({ … }), got ${shown(given)}`;
}

/** By what only a naming can do, so that one of another copy of this package is one too. */
export function isNaming(given: unknown): given is GatewayNaming {
  return typeof given === 'object' && given !== null && typeof (given as Partial<GatewayNaming>)._namesOf === 'function';
}
