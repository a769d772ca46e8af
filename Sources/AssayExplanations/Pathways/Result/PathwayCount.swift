/// How many images of a condition there were, and which of them count.
public struct PathwayCount: Sendable, Hashable {
  /// The number of images given.
  public let given: Int
  /// The rows of those that count: for images of a class those that the model gets right, for attacked ones the successes.
  public let used: [Int]

  /// The rows that count of so many.
  init(given: Int, used: [Int]) {
    (self.given, self.used) = (given, used)
  }
}
