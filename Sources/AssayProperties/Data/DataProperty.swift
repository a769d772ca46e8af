import AssayBase
import AssayDatasets

/// A named claim about a data set itself, or about two of them: no model is asked.
///
/// Made by factories: `.noDuplicates()`, `.balanced(atLeast: 0.1)`, and for two `.noLeakage()`. What is counted is
/// counted exactly, over all examples; only the estimate of label noise has an interval.
public struct DataProperty<Subject: Sendable>: Sendable {
  /// The claim in words, as "no duplicates".
  public let name: String
  /// Checks the settings, before anything is read.
  let validate: @Sendable () throws -> Void
  /// Looks at the data.
  let examine: @Sendable (_ subject: Subject, _ examination: DataExamination) throws -> DataFindings

  init(
    _ name: String, validating validate: @escaping @Sendable () throws -> Void = {},
    _ examine: @escaping @Sendable (_ subject: Subject, _ examination: DataExamination) throws -> DataFindings
  ) {
    self.name = name
    self.validate = validate
    self.examine = examine
  }
}

/// Two data sets that must have something to do with each other, or nothing: for training and for testing.
public struct DatasetPair: Sendable {
  /// The data set that the claim is made for.
  public let first: Dataset
  /// The data set that it is held against.
  public let second: Dataset

  /// Makes a pair.
  public init(_ first: Dataset, against second: Dataset) {
    self.first = first
    self.second = second
  }
}

/// What looking at data may use.
struct DataExamination: Sendable {
  let key: RandomKey
  let confidence: Double
  let progress: @Sendable (String) -> Void
}
