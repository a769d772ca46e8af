/// A part of a drawn data set: examples of different parts never share random numbers.
public enum DataPart: String, Sendable, CaseIterable {
  /// For training.
  case train
  /// For choices made during training.
  case validation
  /// For the final test.
  case test
}
