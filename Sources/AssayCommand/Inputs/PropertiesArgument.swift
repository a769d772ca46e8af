import AssayBase
import AssayDatasets
import AssayNetworks
import AssayProperties
import Foundation

/// What `--properties`, `--epsilon` and `--at-least` name: the standard properties, some of them, or those of a file.
package struct PropertiesArgument: Sendable {
  /// What the options say to users.
  static let options = [
    OptionDefinition(
      "properties", "P",
      "standard, names of some of them with commas between (\(PropertySpecification.names.joined(separator: ", "))), "
        + "data or names of claims about the data alone (\(DataPropertiesArgument.names.joined(separator: ", "))), "
        + "or FILE.json with a list as [{\"property\": \"robust-accuracy\", \"under\": \"pgd:linf:8/255\", "
        + "\"atLeast\": 0.5}]."),
    OptionDefinition(
      "epsilon", "E", "The size of the larger ball of the standard properties, in ℓ∞ on pixels in [0, 1]; 0.15."),
    OptionDefinition(
      "at-least", "P", "The share of images that must withstand the attack in that ball; 0.5."),
  ]

  /// The properties to check, their settings checked.
  package let specifications: [PropertySpecification]
  /// Whether they are the standard ones, of which a model that only answers is asked a part.
  private let isStandard: Bool

  /// - Throws: `AssayError` that names the option, or the entry and the member of the file, at fault.
  package init(_ arguments: Arguments) throws {
    specifications = try Self.specifications(arguments)
    let others = try DataPropertiesArgument(arguments).others
    isStandard = try arguments.text("properties") == nil || others == ["standard"]
  }

  /// The properties to ask of a model: all, or of the standard ones those that it can be asked.
  ///
  /// Nothing is asked of the model yet. `note` is called with what is left out, and what stands in its place.
  ///
  /// - Throws: `AssayError(.unsupported)` that lists all that cannot be asked, where they were asked for by name.
  func specifications(
    askedOf model: some Classifier, on data: Dataset, _ note: (String) -> Void
  ) throws -> [PropertySpecification] {
    var refused: [(specification: PropertySpecification, error: AssayError)] = []
    var asked: [PropertySpecification] = []
    for specification in specifications {
      guard let error = try specification.refusal(by: model, on: data) else {
        asked.append(specification)
        continue
      }
      refused.append((specification, error))
      guard isStandard else { continue }
      let substitute = specification.byAnswers
      note(
        "not asked: \(specification.title): \(error.problem); "
          + (substitute.map { "in its place: \($0.title)" } ?? error.advice ?? "nothing stands in its place"))
      if let substitute { asked.append(substitute) }
    }
    guard !isStandard, let first = refused.first else { return asked }
    throw AssayError(
      .unsupported,
      "the model \(model.name) cannot be asked \(refused.count) of the \(specifications.count) properties",
      expected: first.error.expected,
      found: refused.map { "“\($0.specification.title)”: \($0.error.problem)" }
        .joined(separator: "; "),
      at: "--properties", advice: first.error.advice)
  }

  private static func specifications(_ arguments: Arguments) throws -> [PropertySpecification] {
    let data = try DataPropertiesArgument(arguments)
    if data.isAll { return [] }
    let epsilon = try arguments.number("epsilon", expected: "a size from 0 to 1") { $0 >= 0 && $0 <= 1 }
    let threshold = try arguments.number("at-least", expected: "a share from 0 to 1") { $0 >= 0 && $0 <= 1 }
    let text = try arguments.text("properties") ?? "standard"
    if text.hasSuffix(".json") {
      if let option = epsilon != nil ? "epsilon" : threshold != nil ? "at-least" : nil {
        throw AssayError(
          .invalidArgument, "the option is for the standard properties; a file states its own figures",
          found: "--properties \(text)", at: "--\(option)")
      }
      return try read(text)
    }
    let standard = PropertySpecification.standard(epsilon: epsilon ?? 0.15, atLeast: threshold ?? 0.5)
    if text == "standard" { return standard }
    let names = data.others ?? []
    if names == ["standard"] { return standard }
    do {
      return try PropertySpecification.selecting(names, from: standard)
    } catch let error as AssayError {
      let known = PropertySpecification.names + DataPropertiesArgument.names + ["standard", DataPropertiesArgument.all]
      let advice = names.lazy.filter { !PropertySpecification.names.contains($0) }
        .compactMap { NearestName.advice(for: $0, among: known) }.first
      throw AssayError(
        error.kind, error.problem,
        expected: "standard, data, a FILE.json, or names: "
          + ([error.expected ?? ""] + DataPropertiesArgument.names).joined(separator: ", "),
        found: error.found, at: "--properties", advice: advice)
    }
  }

  private static func read(_ path: String) throws -> [PropertySpecification] {
    // A list of properties is written by hand.
    let specifications = try PropertySpecification.list(parsing: AtomicFile.read(path, limit: 1 << 20), source: path)
    for (index, specification) in specifications.enumerated() {
      do {
        try specification.validate()
        if case .robustAccuracy(let attack, _) = specification { try AttackArgument.checkSize(of: attack) }
      } catch let error as AssayError {
        throw error.located(at: "\(path), property \(index)")
      }
    }
    return specifications
  }
}
