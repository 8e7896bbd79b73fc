import * as fc from 'fast-check';

const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));

const number = fc.oneof(
  digits(1, 20),
  fc.tuple(digits(1, 12), digits(0, 12)).map(([whole, fraction]) => `${whole}.${fraction}`),
  digits(1, 12).map(fraction => `.${fraction}`),
  fc.constantFrom('0', '1', '1000', '1024', '1023', '1025', '1048576', '9223372036854775807', '9223372036854775808', '0.0000000001'),
);

const quantitySuffix = fc.oneof(
  fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'),
  fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 30 })).map(parts => parts.join('')),
);

/** Texts that are quantities. */
export const quantityText = fc.tuple(fc.constantFrom('', '', '', '-', '+'), number, quantitySuffix).map(parts => parts.join(''));

/** Texts that are almost quantities. */
export const almostQuantity = fc.stringMatching(/^[0129.+\-eEinumkKMGTPb]{1,8}$/);

/** Texts that are almost names. */
export const almostName = fc.stringMatching(/^[a-cA-C0-1._/-]{0,6}$/);

/** Text made of what YAML finds special. */
export const yamlText = fc.array(fc.oneof(
  fc.constantFrom('a', ' ', '\n', '\t', '\r', '-', '#', ':', '\'', '"', '{', '}', '[', ']', '>', '|', '&', '*', '!', '%', '@', '`', ',', '?', '=', '<', '\\'),
  fc.constantFrom('0', '1', '7', '0o', '0x', '0b', '_', '.', 'e', '+', '---', '...', 'null', 'yes', 'é', '😀', '\ufeff', '\u00a0', '\0', '\u001b'),
), { maxLength: 6 }).map(parts => parts.join(''));

/** An address range, as (family, text). */
export const cidrText = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, mask]) => `${address}/${mask}`),
  fc.tuple(fc.ipV6().filter(address => !/^(::|0:0:0:0:0:|0000:).*ffff:/i.test(address)), fc.integer({ min: 0, max: 128 })).map(([address, mask]) => `${address}/${mask}`),
);
