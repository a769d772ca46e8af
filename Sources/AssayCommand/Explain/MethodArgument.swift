import AssayBase
import AssayExplanations
import AssayReport

/// What `--method`, `--baseline` and `--seed` name: the explanations to compute.
struct MethodArgument: Sendable {
  static let options = [
    OptionDefinition(
      "method", "METHOD", "NAME[:SETTING=VALUE,…], one of those below; may be given more than once.", isRepeatable: true
    ),
    OptionDefinition(
      "baseline", "B",
      "What stands for nothing there, of methods that do not name theirs: \(ExplanationBaseline.forms)."),
    OptionDefinition("seed", "N", "The seed of methods that draw at random and do not name theirs; 0."),
  ]

  /// All methods with their settings, by what they need.
  static var lists: [(title: String, entries: [(term: String, text: String)])] {
    let needs: KeyValuePairs<ExplanationForm.Needs, String> = [
      .answers: "methods that need answers only", .gradients: "methods that need gradients at the pixels",
      .layers: "methods that look into layers",
    ]
    return needs.compactMap { need, title in
      let forms = ExplanationForm.all.filter { $0.needs == need }
      return forms.isEmpty ? nil : ("\(title), with their usual settings", forms.map { ($0.usage, $0.abstract) })
    }
  }

  /// A method and how it was asked for.
  struct Method: Sendable {
    /// As it was written: "integrated-gradients:steps=50".
    let text: String
    let explanation: Explanation

    /// Its name in files: "integrated-gradients-steps-50".
    var slug: String { FileSlug.of(text) }

    /// Its name over a column: "integrated gradients steps=50".
    var heading: String {
      let parts = text.split(separator: ":", maxSplits: 1)
      return ([parts[0].replacing("-", with: " ")] + parts.dropFirst().map { $0.replacing(",", with: " ") })
        .joined(separator: " ")
    }
  }

  /// The methods in the order of the call; none twice.
  let methods: [Method]
  /// The seed and the baseline of all that do not name theirs.
  let seed: UInt64
  let baseline: ExplanationBaseline?

  /// - Throws: `AssayError` that names the option and says what may stand there.
  init(_ arguments: Arguments) throws {
    let texts = try arguments.texts("method")
    guard !texts.isEmpty else {
      throw AssayError(
        .invalidArgument, "no method is named", expected: "--method such as integrated-gradients:steps=50",
        advice: "assay explain --help lists them")
    }
    let seed = try arguments.seed()
    let baseline = try arguments.text("baseline").map { text in
      try Self.located("--baseline") { try ExplanationBaseline(parsing: text) }
    }
    methods = try texts.map { text in
      try Self.located("--method") {
        Method(text: text, explanation: try Explanation(parsing: text, baseline: baseline, seed: seed))
      }
    }
    (self.seed, self.baseline) = (seed, baseline)
    let slugs = methods.map(\.slug)
    if let index = slugs.indices.first(where: { slugs[..<$0].contains(slugs[$0]) }) {
      throw AssayError(.invalidArgument, "the method is given twice", found: "“\(texts[index])”", at: "--method")
    }
  }

  private static func located<Result>(_ option: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as AssayError {
      throw error.located(at: option)
    }
  }
}
