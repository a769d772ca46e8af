import AssayBase

/// Something that can be written in words: `NAME`, or `NAME:SETTING=VALUE,…`.
package protocol WrittenForm: Sendable {
  /// The name, as "integrated-gradients".
  var name: String { get }
  /// All settings with what they are unless given, as they are written: "steps=64,tolerance=0.005"; empty for none.
  var settings: String { get }
  /// Settings that may be left out and stand for nothing then, as "layer=NAME"; empty for none.
  var extras: String { get }
}

extension WrittenForm {
  /// As it is written with all that may stand in it: "integrated-gradients:steps=64,…".
  package var usage: String {
    let all = [settings, extras].filter { !$0.isEmpty }
    return all.isEmpty ? name : "\(name):\(all.joined(separator: ","))"
  }
}

extension Collection where Element: WrittenForm {
  /// What `make` makes of the form that `text` names and of the settings behind the name, all of which it must take.
  ///
  /// - Parameter problem: What is wrong with a name that no form has.
  /// - Throws: `AssayError(.unknownName)` that lists the names, `(.invalidArgument)` for settings that nobody takes.
  func read<Result>(
    _ text: String, orElse problem: String, _ make: (_ form: Element, _ settings: inout Settings) throws -> Result
  ) throws -> Result {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let form = first(where: { $0.name == parts[0] }) else {
      throw AssayError(
        .unknownName, problem, expected: map(\.name).joined(separator: ", "), found: "“\(parts[0])”")
    }
    var settings = try Settings(parts.count > 1 ? parts[1] : "", of: text)
    let result = try make(form, &settings)
    try settings.finish()
    return result
  }
}
