import { type Comparison, compareManifests, type CompareInput } from './compare';
import { readManifests } from '../model';

export interface CompareTexts extends CompareInput {
  readonly cluster?: string;
}

/** Two texts of manifests; origins and errors name them `old` and `new`. */
export function compareTexts(oldYaml: string, newYaml: string, { cluster, ...input }: CompareTexts): Comparison {
  const { defaultNamespace } = input;
  const read = (text: string, file: string) => readManifests(text, { file, cluster, defaultNamespace });
  return compareManifests(read(oldYaml, 'old'), read(newYaml, 'new'), input);
}
