import AssayBase
import AssayProperties
import Foundation

/// What `--properties`, `--epsilon` and `--at-least` name: the standard properties, some of them, or those of a file.
package enum PropertiesArgument {
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
  ///
  /// - Throws: `AssayError` that names the option, or the entry and the member of the file, at fault.
  package static func specifications(_ arguments: Arguments) throws -> [PropertySpecification] {
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
