import { Composer, type CST, type Document, Lexer, Parser } from 'yaml';
import { type Diagnostic, PipelineError, refuse } from '../../../diagnostics/diagnostic.ts';
import type { Json } from '../../types.ts';
import { decode, type Mark, type SourceText } from './sourceText.ts';
import { nodeAt, plainValue } from './yamlNodes.ts';

/** Whether a mark should stand under the key of an entry or under its value. */
export type YamlPart = 'key' | 'value';

/** A YAML file: its value, and where in the text each part of it stands. */
export interface YamlFile {
  /** Path as messages name it. */
  readonly file: string;
  readonly value: Json;
  /** Marks what a JSON pointer leads to, or the nearest thing above it that is there. */
  markOf(pointer: string, part?: YamlPart): Mark;
}

/** Deepest nesting that is read; composing is recursive, so it must be bounded (docs/promises.md 9.1). */
const MAXIMUM_DEPTH = 64;

/**
 * Reads one YAML 1.2 document of the core schema (JSON is a part of it). Throws a PipelineError of E202 with the place for
 * syntax errors and for what could be misread or blow up: aliases, anchors, tags, directives, merge and duplicate keys,
 * `__proto__`, numbers that are not finite or not exact, nesting beyond 64 levels, files beyond 1 MiB.
 * `file` is the name for messages.
 */
export function readYaml(file: string, bytes: Uint8Array): YamlFile {
  const source = decode(file, bytes);
  const root = compose(source);
  const problems: Diagnostic[] = [];
  const value = plainValue(root, (message, [start, end], hint) => {
    const rest = hint === undefined ? {} : { hint };
    problems.push({ code: 'E202', severity: 'error', message, ...source.markOf(start, end), ...rest });
  });
  if (problems.length > 0) throw new PipelineError(problems);
  return { file, value, markOf: (pointer, part = 'value') => markIn(source, root, pointer, part) };
}

/** A file whose value is known from an earlier reading of the same bytes: it is parsed only if a place in it is asked for. */
export function knownYaml(file: string, bytes: Uint8Array, value: Json): YamlFile {
  let read: YamlFile | null = null;
  return {
    file,
    value,
    markOf(pointer, part) {
      read ??= readYaml(file, bytes);
      return read.markOf(pointer, part);
    },
  };
}

function markIn(source: SourceText, root: Document.Parsed['contents'], pointer: string, part: YamlPart): Mark {
  const range = nodeAt(root, pointer, part);
  return range === null ? { place: { file: source.file } } : source.markOf(...range);
}

function compose(source: SourceText): Document.Parsed['contents'] {
  const options = { version: '1.2', schema: 'core', merge: false, stringKeys: true, uniqueKeys: false, prettyErrors: false } as const;
  const documents = [...new Composer(options).compose(tokensOf(source), true, source.text.length)];
  const [first, second] = documents;
  if (second !== undefined) {
    refuse('E202', 'a second YAML document begins here', { ...source.markOf(second.range[0], second.range[1]), hint: 'remove the "---"' });
  }
  const error = first?.errors[0];
  if (error !== undefined) {
    // What the parser misses at the end of the file is shown at its last character.
    const start = Math.min(error.pos[0], Math.max(0, source.text.trimEnd().length - 1));
    refuse('E202', inWords(error.message), { ...source.markOf(start, error.pos[1]), ...conflictHint(source) });
  }
  return (first as Document.Parsed).contents;
}

/** What is part of YAML, but refused here: it hides or multiplies content, or changes how the rest is read. */
const REFUSED: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  alias: { message: 'aliases are not allowed', hint: 'write the value out, or put text that begins with "*" in quotes' },
  anchor: { message: 'anchors are not allowed', hint: 'write the value out, or put text that begins with "&" in quotes' },
  tag: { message: 'tags are not allowed', hint: 'remove it, or put text that begins with "!" in quotes' },
  'directive-line': { message: 'directives are not allowed', hint: 'remove the line' },
};

/** Feeds the parser one lexeme at a time, so that a bomb is seen before anything is built from it. */
function* tokensOf(source: SourceText): Generator<CST.Token, void> {
  const parser = new Parser();
  let isText = false;
  for (const lexeme of new Lexer().lex(source.text)) {
    const refused = isText ? undefined : REFUSED[KINDS[lexeme.charAt(0)] ?? ''];
    if (refused !== undefined) {
      refuse('E202', refused.message, { ...source.markOf(parser.offset, parser.offset + lexeme.length), hint: refused.hint });
    }
    isText = lexeme === TEXT_MARK;
    yield* parser.next(lexeme);
    // One level is the document itself.
    if (parser.stack.length > MAXIMUM_DEPTH + 1) {
      refuse('E202', `nested more than ${MAXIMUM_DEPTH} levels deep`, source.markOf(parser.offset - 1, parser.offset));
    }
  }
  yield* parser.end();
}

/** The lexer announces plain text by this lexeme; without it, the first character tells the kind. */
const TEXT_MARK = '\u001f';
const KINDS: Readonly<Record<string, string>> = { '*': 'alias', '&': 'anchor', '!': 'tag', '%': 'directive-line' };

/** Messages of the parser that speak of its options or its grammar, in plain words. */
const PLAIN: readonly (readonly [begins: string, words: string])[] = [
  ['With stringKeys', 'a key must be plain text'],
  ['Missing closing', 'the quote that begins here or before is not closed'],
  ['Flow sequence', 'the list is not closed by "]", or not indented'],
  ['Flow map', 'the mapping is not closed by "}", or not indented'],
  ['Nested mappings are not allowed in compact', 'a second ":" on the line; put text that holds ": " in quotes'],
];

function inWords(message: string): string {
  const plain = PLAIN.find(([begins]) => message.startsWith(begins));
  return plain === undefined ? message.charAt(0).toLowerCase() + message.slice(1) : plain[1];
}

function conflictHint({ text }: SourceText): Pick<Diagnostic, 'hint'> {
  return /^(<{7} |>{7} |={7}$)/m.test(text) ? { hint: 'the file holds conflict markers of a merge; resolve them' } : {};
}
