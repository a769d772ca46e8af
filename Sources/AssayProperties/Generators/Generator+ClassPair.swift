import AssayBase
import AssayCheck
import AssayDatasets
import AssayNetworks

extension Generator where Value == ClassPair {
  /// Two different classes of a data set, all pairs equally likely, shrinking to the first two.
  ///
  ///     try await forAll(.classPair(of: digits)) { pair in … }
  ///
  /// Throws ``AssayError`` when drawn from if there is only one class.
  public static func classPair(of data: Dataset) -> Generator<ClassPair> {
    classPair(count: data.classNames.count, names: data.classNames, of: data.name)
  }

  /// Two different classes of a model, all pairs equally likely, shrinking to 0 → 1.
  ///
  /// Throws ``AssayError`` when drawn from if there is only one class.
  public static func classPair(of model: some Classifier) -> Generator<ClassPair> {
    classPair(count: model.classCount, names: nil, of: model.name)
  }

  private static func classPair(count: Int, names: [String]?, of place: String) -> Generator<ClassPair> {
    Generator { source in
      guard count >= 2 else {
        throw AssayError(
          .invalidArgument, "a pair of classes needs two", expected: "at least two classes", found: "\(count)",
          at: place)
      }
      let original = try source.index(below: count)
      let other = try source.index(below: count - 1)
      return ClassPair(original: original, target: other < original ? other : other + 1, names: names)
    }
  }
}
