import Testing

/// The arguments of a parameterised test's case, in words.
enum CaseArguments {
  /// As many characters as a name can hold.
  private static let limit = 200

  /// As "10, a"; empty for a test without arguments.
  ///
  /// Testing shows a case's arguments to tools alone. They are read by reflection, and where a later version hides them
  /// otherwise, the cases of a test merely share their random numbers.
  static func text(of testCase: Test.Case?) -> String {
    guard let testCase, testCase.isParameterized else { return "" }
    let kind = Mirror(reflecting: testCase).descendant("_kind", "parameterized", "arguments")
    let values =
      kind.map {
        Mirror(reflecting: $0).children.map { child in
          String(describing: Mirror(reflecting: child.value).descendant("value") ?? "")
        }
      } ?? []
    return String(values.joined(separator: ", ").prefix(limit))
  }
}
