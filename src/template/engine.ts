import { type Diagnostic, mistake } from '../source/diagnostic.js';
import type { Location, SourceFile } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import { Template, type Unrendered, type Value } from '../value/value.js';
import type { Statement } from './ast.js';
import { type Known, type NameKind, namesIn, unknownIn } from './check.js';
import { compileTemplate, type Program, StatementCompiler } from './compile-statement.js';
import { type Filter, shortName, type Test } from './define.js';
import { Evaluation, Frame, isSettled, NeedsCopies, Session, type Source } from './evaluation.js';
import { FILTERS } from './filters/index.js';
import { GLOBALS } from './globals.js';
import { LOOKUPS, type Lookup } from './lookups/index.js';
import { fileVariables, MANAGED, type NamedFile } from './managed.js';
import { withoutOmitted, withPlaceholder } from './omit.js';
import { parseExpression, parseTemplate } from './parser.js';
import { placeInFile } from './place.js';
import { Fault, type Runtime } from './runtime.js';
import { LazyDict, type Scope } from './scope.js';
import { settle } from './settle.js';
import { SoundTexts } from './sound-texts.js';
import {
  attempt,
  diagnose,
  shorten,
  sourceOf,
  syntaxMistake,
  templateSource,
  truthOfText,
} from './source.js';
import { PLAYBOOK_SYNTAX, type Syntax } from './syntax.js';
import { SyntaxFault } from './syntax-fault.js';
import {
  readIncluded,
  readPart,
  readTemplate,
  type TemplateOptions,
  type TemplateText,
} from './template-file.js';
import { TESTS } from './tests/index.js';
import { withLiteral } from './values/literal.js';
import { printed, toText } from './values/text.js';
import { isTruthy } from './values/truth.js';

/** Why a filter, test or lookup of the user's own that is there can't be used. */
export interface Refusal {
  readonly message: string;
  readonly hint: string;
}

/** Filters, tests and lookups of the user's own: their short names go before the engine's. More may be added while the engine is used. */
export interface OwnPlugins {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly tests: ReadonlyMap<string, Test>;
  readonly lookups: ReadonlyMap<string, Lookup>;
  /** Kinds of which not all could be loaded: of a name that is not known then nothing is said. */
  readonly broken: ReadonlySet<NameKind>;
  refusal(kind: NameKind, name: string): Refusal | undefined;
  /** How many files of plugins have been come upon: what was right before there was one more may not be any longer. */
  readonly filesSeen: number;
}

/** What an engine is made with. */
export interface EngineOptions {
  /** Statements beyond Jinja's own, which Ansible's setting `jinja2_extensions` turns on. */
  readonly extensions?: readonly ('do' | 'loopcontrols')[];
  readonly plugins?: OwnPlugins;
  /** What `ansible_managed` is made of in template files. */
  readonly managed?: string;
  /** Lookups beside, or instead of, those that need only local files: `inventory_hostnames`, ... */
  readonly lookups?: { readonly [name: string]: Lookup };
}

/** A template file, ready to be included in another. */
export interface LoadedTemplate {
  readonly mutates: boolean;
  readonly run: (frame: Frame) => string;
  evaluation(from: Evaluation, sealed?: boolean): Evaluation;
}

/** A compiled bare expression. */
interface Condition {
  readonly evaluate: (frame: Frame) => Runtime;
  readonly mutates: boolean;
  /** The whole expression stands in `{{ }}`. */
  readonly braced: boolean;
}

/** What each kind of name stands for. */
interface Named {
  readonly filter: Filter;
  readonly test: Test;
  readonly lookup: Lookup;
}

const TABLES = { filter: 'filters', test: 'tests', lookup: 'lookups' } as const;

const MOST_PROGRAMS = 20_000;

const asStatement = (text: string): Statement => {
  const expression = parseExpression(text);
  return { kind: 'print', expression, start: expression.start, end: expression.end };
};

const statementsOrNone = (parse: () => readonly Statement[]): readonly Statement[] => {
  const statements = attempt(parse);
  return statements instanceof SyntaxFault ? [] : statements;
};

/** The output with as many newlines at its end as the template has, where it has fewer. */
const withNewlines = (output: string, text: string, newline = '\n'): string => {
  const missing = trailingNewlines(text) - trailingNewlines(output);
  return missing > 0 ? output + newline.repeat(missing) : output;
};

const trailingNewlines = (text: string): number => {
  let count = 0;
  while (text[text.length - 1 - count] === '\n') count++;
  return count;
};

const fileSource = (file: SourceFile, { text, offset, syntax }: TemplateText): Source => ({
  text,
  path: file.path,
  syntax,
  locate: span => placeInFile(file, text, span, offset),
});

/**
 * Evaluates Jinja2 as Ansible speaks it. One engine serves all hosts: what it compiles it keeps, what it evaluates depends
 * on the scope alone. Everything is synchronous. User mistakes are DiagnosticErrors; `Interrupt`s of a scope pass through.
 */
export class Engine {
  readonly #lookups: ReadonlyMap<string, Lookup>;
  readonly #managed: string;
  readonly #syntax: Syntax;
  readonly #plugins: OwnPlugins | undefined;
  readonly #known: Known;
  readonly #programs = new Map<string, Program | SyntaxFault>();
  readonly #byTemplate = new WeakMap<Template, Program>();
  readonly #conditions = new Map<string, Condition | SyntaxFault>();
  readonly #sound: { readonly template: SoundTexts; readonly expression: SoundTexts };
  /** The variables whose templates are being rendered, outermost first. */
  readonly active: { readonly template: Template; readonly scope: Scope; readonly name: string }[] = [];
  /** How many macros and included templates are inside each other. */
  depth = 0;

  constructor({ lookups = {}, plugins, extensions = [], managed = MANAGED }: EngineOptions = {}) {
    this.#managed = managed;
    this.#lookups = new Map([...LOOKUPS, ...Object.entries(lookups)]);
    this.#syntax =
      extensions.length === 0
        ? PLAYBOOK_SYNTAX
        : {
            ...PLAYBOOK_SYNTAX,
            doStatements: extensions.includes('do'),
            loopControls: extensions.includes('loopcontrols'),
          };
    this.#plugins = plugins;
    this.#sound = { template: new SoundTexts(plugins), expression: new SoundTexts(plugins) };
    this.#known = {
      has: (kind, name) =>
        this.#own(kind, name) !== undefined ||
        this.#builtin(kind, name) !== undefined ||
        plugins?.broken.has(kind) === true,
      names: kind => this.#names(kind),
      refusal: (kind, name) =>
        this.#own(kind, name) === undefined ? plugins?.refusal(kind, name) : undefined,
    };
  }

  /**
   * The value of a playbook's string. A template that is one `{{ }}` and nothing else keeps the value's type; any other
   * gives a text, or the list or dict that this text is written as. May be `OMIT`.
   */
  evaluate(template: Template, scope: Scope): Value {
    return settle(this.#top(template, new Session(this, scope)), template.source, template.location);
  }

  /** The variables that a template file has beyond those of its task: `ansible_managed`, `template_path` and the like. */
  fileVariables(file: NamedFile): Map<string, Value> {
    return fileVariables(this.#managed, file);
  }

  /** Whether a value is true as a condition: Python's truth. */
  isTruthy(value: Value): boolean {
    return isTruthy(value);
  }

  /**
   * The value of a bare expression: `when`, `until`, `changed_when`, `failed_when`, `assert`. One that stands in `{{ }}` as
   * a whole may give the text of a boolean, as older playbooks do.
   */
  evaluateExpression(text: string, location: Location | undefined, scope: Scope): Value {
    const session = new Session(this, scope);
    const source = sourceOf(text, location);
    const condition = this.#condition(text, source);
    const value = this.#evaluation(session, source, condition.mutates, evaluation =>
      evaluation.force(condition.evaluate(new Frame(evaluation, undefined))),
    );
    const settled = settle(value, text, location);
    return condition.braced && typeof settled === 'string' ? truthOfText(settled, source) : settled;
  }

  /** The text of a template file, by the template module's rules. */
  renderFile(file: SourceFile, scope: Scope, options: TemplateOptions = {}): string {
    const template = readTemplate(file, options, this.#syntax);
    const { text, syntax } = template;
    const source = fileSource(file, template);
    const program = this.#compile(text, syntax, source);
    const output = this.#evaluation(new Session(this, scope), source, program.mutates, evaluation =>
      withNewlines(program.run(new Frame(evaluation, undefined)), file.text, syntax.newline),
    );
    return withPlaceholder(output);
  }

  /**
   * A value with every template inside it rendered, keys included. Entries of dicts and elements of lists that render to
   * `omit` are left out; at the top it is returned as `OMIT`.
   */
  renderDeep(value: Unrendered, scope: Scope): Value {
    if (value instanceof Template) return withoutOmitted(this.evaluate(value, scope));
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof LazyDict) return value;
    if (isSettled(value)) return withoutOmitted(value as Value);
    return withoutOmitted(this.#renderParts(value, new Session(this, scope)));
  }

  #renderParts(value: Unrendered, session: Session): Value {
    if (value instanceof Template) return settle(this.#top(value, session), value.source, value.location);
    if (Array.isArray(value)) return value.map(item => this.#renderParts(item, session));
    if (!(value instanceof Map) || isSettled(value)) return value as Value;
    const dict = new Map<Value, Value>();
    for (const [key, entry] of value)
      dict.set(this.#renderParts(key, session), this.#renderParts(entry, session));
    return dict;
  }

  #top(template: Template, session: Session): Runtime {
    const { active } = this;
    active.push({ template, scope: session.scope, name: shorten(template.source) });
    try {
      return this.run(template, session);
    } finally {
      active.pop();
    }
  }

  /** What a lookup finds, for `with_*` loops. */
  lookup(
    name: string,
    terms: readonly Value[],
    scope: Scope,
    options: ReadonlyMap<string, Value> = new Map(),
  ): Value[] {
    const source = sourceOf(name, undefined);
    return this.#evaluation(new Session(this, scope), source, false, evaluation => {
      const found = this.findLookup(name)(terms, options, evaluation);
      return found.map(value => settle(value, name, undefined));
    });
  }

  /** What is wrong with a template, without evaluating it: its syntax, unknown filters, tests and lookups. */
  check(template: Template): readonly Diagnostic[] {
    const { source: text } = template;
    return this.#sound.template.unless(text, () =>
      diagnose(
        () => unknownIn(parseTemplate(text, this.#syntax), this.#known),
        () => templateSource(template),
      ),
    );
  }

  /** What is wrong with a bare expression, as `check`. */
  checkExpression(text: string, location: Location | undefined): readonly Diagnostic[] {
    return this.#sound.expression.unless(text, () =>
      diagnose(
        () => unknownIn([asStatement(text)], this.#known),
        () => sourceOf(text, location),
      ),
    );
  }

  /** What is wrong with a template file, as `check`. */
  checkFile(file: SourceFile, options: TemplateOptions = {}): readonly Diagnostic[] {
    const template = readTemplate(file, options, this.#syntax);
    return diagnose(
      () => unknownIn(parseTemplate(template.text, template.syntax), this.#known),
      () => fileSource(file, template),
    );
  }

  /** The free names of a template: the variables it may need. Empty if its syntax is wrong. */
  collectNames(template: Template): Set<string> {
    return namesIn(
      statementsOrNone(() => parseTemplate(template.source, this.#syntax)),
      GLOBALS,
    );
  }

  /** The free names of a bare expression. Empty if its syntax is wrong. */
  collectExpressionNames(text: string): Set<string> {
    return namesIn(
      statementsOrNone(() => [asStatement(text)]),
      GLOBALS,
    );
  }

  /** One of the user's own. */
  #own<K extends NameKind>(kind: K, name: string): Named[K] | undefined {
    const table = this.#plugins?.[TABLES[kind]] as ReadonlyMap<string, Named[K]> | undefined;
    return table && table.size > 0 ? table.get(name.replace(/^ansible\.legacy\./, '')) : undefined;
  }

  /** One of the engine's. */
  #builtin<K extends NameKind>(kind: K, name: string): Named[K] | undefined {
    const table = this.#builtins(kind);
    return table.get(name) ?? table.get(shortName(name));
  }

  #builtins<K extends NameKind>(kind: K): ReadonlyMap<string, Named[K]> {
    const tables = { filter: FILTERS, test: TESTS, lookup: this.#lookups };
    return tables[kind] as ReadonlyMap<string, Named[K]>;
  }

  #names(kind: NameKind): readonly string[] {
    return [...this.#builtins(kind).keys(), ...(this.#plugins?.[TABLES[kind]].keys() ?? [])];
  }

  #find<K extends NameKind>(kind: K, name: string): Named[K] {
    const own = this.#own(kind, name);
    if (own) return own;
    const refusal = this.#plugins?.refusal(kind, name);
    if (refusal) throw new Fault(refusal.message, refusal.hint);
    const found = this.#builtin(kind, name);
    if (found) return found;
    throw new Fault(`unknown ${kind} "${name}"`, didYouMean(name, this.#names(kind)));
  }

  /** Evaluates a template in a session. For the engine's own parts. */
  run(template: Template, session: Session): Runtime {
    let program = this.#byTemplate.get(template);
    if (!program) {
      program = this.#compile(template.source, this.#syntax, templateSource(template));
      this.#byTemplate.set(template, program);
    }
    const { run, value, mutates } = program;
    const source = templateSource(template);
    const { text } = source;
    return this.#evaluation(session, source, mutates, evaluation => {
      const frame = new Frame(evaluation, undefined);
      if (!value) return withLiteral(withPlaceholder(withNewlines(run(frame), text)));
      const result = evaluation.force(value(frame));
      // What a folded scalar (`>`) puts behind a list or a dict doesn't make it a text.
      if (!text.endsWith('\n') || (typeof result === 'object' && result !== null)) return result;
      return withPlaceholder(withNewlines(printed(result), text));
    });
  }

  /** Runs something, starting over on copies of the variables if an included template turns out to need them. */
  #evaluation<T>(session: Session, source: Source, copies: boolean, run: (evaluation: Evaluation) => T): T {
    const { depth } = this;
    const evaluation = new Evaluation(session, source, copies ? new Map() : undefined);
    try {
      return run(evaluation);
    } catch (error) {
      this.depth = depth;
      if (error instanceof Fault) throw mistake(error.message, source.locate(evaluation.at), error.hint);
      if (error instanceof NeedsCopies && !copies) return this.#evaluation(session, source, true, run);
      throw error;
    }
  }

  #compile(text: string, syntax: Syntax, source: Source): Program {
    const key = syntax === this.#syntax ? text : `${JSON.stringify(syntax)}${text}`;
    let program = this.#programs.get(key);
    if (!program) {
      if (this.#programs.size >= MOST_PROGRAMS) this.#programs.clear();
      const parsed = syntax.keepTrailingNewline ? text : text.replace(/\n$/, '');
      program = attempt(() => compileTemplate(parseTemplate(parsed, syntax), text, syntax));
      this.#programs.set(key, program);
    }
    if (program instanceof SyntaxFault) throw syntaxMistake(program, source);
    return program;
  }

  #condition(text: string, source: Source): Condition {
    let condition = this.#conditions.get(text);
    if (!condition) {
      if (this.#conditions.size >= MOST_PROGRAMS) this.#conditions.clear();
      condition = attempt(() => {
        const compiler = new StatementCompiler(text, this.#syntax);
        const evaluate = compiler.expression(parseExpression(text));
        return { evaluate, mutates: compiler.mutates, braced: /^\s*\{\{[\s\S]*\}\}\s*$/.test(text) };
      });
      this.#conditions.set(text, condition);
    }
    if (condition instanceof SyntaxFault) throw syntaxMistake(condition, source);
    return condition;
  }

  /** A template file by the name that another one includes it under. Throws a Fault if there is none, unless that's fine. */
  load(name: Runtime, frame: Frame): LoadedTemplate;
  load(name: Runtime, frame: Frame, ignoreMissing: boolean): LoadedTemplate | undefined;
  load(name: Runtime, frame: Frame, ignoreMissing = false): LoadedTemplate | undefined {
    const { session, source: from } = frame.evaluation;
    const names = Array.isArray(name) ? name.map(toText) : [toText(name)];
    for (const candidate of names) {
      const file = readIncluded(candidate, session.scope, from.path);
      if (!file) continue;
      const part = readPart(file, from.syntax ?? this.#syntax);
      const source = fileSource(file, part);
      const { run, mutates } = this.#compile(part.text, part.syntax, source);
      return {
        run,
        mutates,
        evaluation: (outer, sealed = false) => new Evaluation(session, source, outer.copies, sealed),
      };
    }
    if (ignoreMissing) return undefined;
    throw new Fault(`there is no template ${names.map(candidate => `"${candidate}"`).join(' or ')}`);
  }

  /** A function or value that every template knows. */
  global(name: string, evaluation: Evaluation): Runtime | undefined {
    return GLOBALS.get(name)?.(evaluation);
  }

  /** A filter by its short or long name; throws a Fault for an unknown one. */
  filter(name: string): Filter {
    return this.#find('filter', name);
  }

  /** A test by its short or long name; throws a Fault for an unknown one. */
  test(name: string): Test {
    return this.#find('test', name);
  }

  /** A lookup by its short or long name; throws a Fault for an unknown one. */
  findLookup(name: string): Lookup {
    return this.#find('lookup', name);
  }
}
