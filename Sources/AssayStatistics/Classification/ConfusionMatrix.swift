import AssayBase

/// How often each class was taken for each: rows are labels, columns predictions.
public struct ConfusionMatrix: Sendable, Equatable {
  /// The counts, `counts[label][prediction]`.
  public let counts: [[Int]]

  /// Counts predictions.
  ///
  /// - Throws: `AssayError` when the lists differ in length or are empty, or a class is out of range.
  public init(labels: [Int], predictions: [Int], classCount: Int) throws {
    guard labels.count == predictions.count else {
      throw AssayError(
        .shapeMismatch, "labels and predictions differ in number", expected: "\(labels.count) predictions",
        found: "\(predictions.count)")
    }
    guard !labels.isEmpty, classCount > 0 else {
      throw AssayError(.empty, "a confusion matrix needs classes and examples", found: "\(labels.count) examples")
    }
    for (index, value) in zip(labels.indices, zip(labels, predictions)) {
      for number in [value.0, value.1] where number < 0 || number >= classCount {
        throw AssayError(
          .invalidArgument, "a class is out of range", expected: "0 to \(classCount - 1)", found: "\(number)",
          at: "example \(index)")
      }
    }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for (label, prediction) in zip(labels, predictions) { counts[label][prediction] += 1 }
    self.counts = counts
  }

  /// The number of classes.
  public var classCount: Int { counts.count }

  /// The number of examples.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  private var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// The share of examples whose prediction is their label.
  public var accuracy: Double { Double(correct) / Double(total) }

  /// The share of each class's examples that were recognised; `nil` for a class without examples.
  public var recalls: [Double?] {
    counts.enumerated().map { label, row in
      let count = row.reduce(0, +)
      return count == 0 ? nil : Double(row[label]) / Double(count)
    }
  }

  /// The mean of the recalls of the classes that occur.
  public var balancedAccuracy: Double {
    let present = recalls.compactMap { $0 }
    return present.reduce(0, +) / Double(present.count)
  }

  /// Cohen's κ: agreement beyond that of chance, from -1 to 1; 0 when chance alone explains everything.
  ///
  /// J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20, 1960, equation 1.
  public var kappa: Double {
    let size = Double(total)
    let expected = counts.indices.reduce(0.0) { sum, index in
      let predicted = counts.reduce(0) { $0 + $1[index] }
      return sum + Double(counts[index].reduce(0, +)) / size * (Double(predicted) / size)
    }
    return expected < 1 ? (accuracy - expected) / (1 - expected) : 0
  }
}
