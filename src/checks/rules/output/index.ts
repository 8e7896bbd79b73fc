import { annotationsTooLarge, annotationSyntax } from './annotations';
import { dataKeys, dataNotText, dataTooLarge } from './config-map';
import { sameObjectTwice } from './duplicates';
import { labelSyntax } from './labels';
import { objectNames } from './names';
import { filesOverwritten } from './overwritten';
import { placeholderLeft } from './placeholders';
import { tooLargeForApply } from './size';
import { fieldsAndTypes, valuesTaken } from './values';
import { changedByReaders } from './yaml-text';
import type { DescribedRule } from '../described';

/** Names, sizes and output: LIM001 to LIM014. */
export const OUTPUT_RULES: readonly DescribedRule[] = [
  annotationsTooLarge,
  tooLargeForApply,
  dataTooLarge,
  dataKeys,
  dataNotText,
  labelSyntax,
  annotationSyntax,
  objectNames,
  sameObjectTwice,
  filesOverwritten,
  changedByReaders,
  placeholderLeft,
  fieldsAndTypes,
  valuesTaken,
];
