import AssayStatistics

/// How many labels of a data set are wrong, and which, by probabilities of a model that has not seen each example.
///
/// C. Northcutt, L. Jiang and I. Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70
/// (2021), section 3.1. An example counts for the class of the greatest probability among those whose probability is at
/// least the mean one of the examples with that label (equations 1 and 2); rows of that count are scaled to the numbers
/// of labels (equation 3), and what is off the diagonal is noise.
struct ConfidentLearning: Sendable {
  /// The estimated share of wrong labels.
  let noise: Double
  /// The share of all examples whose label is the judge's most probable class.
  let agreement: Double
  /// The number of examples that are counted at all.
  let counted: Int
  /// The examples counted for another class than their label's, the clearest first.
  let suspects: [(index: Int, suggestion: Int)]

  init(labels: [Int], probabilities: [[Float]], classCount: Int) {
    var (sums, numbers) = ([Double](repeating: 0, count: classCount), [Int](repeating: 0, count: classCount))
    for (label, row) in zip(labels, probabilities) {
      sums[label] += Double(row[label])
      numbers[label] += 1
    }
    let thresholds = zip(sums, numbers).map { $1 == 0 ? Double.infinity : $0 / Double($1) }
    let agreeing = zip(labels, probabilities).count { label, row in row[label] == row.max() }
    agreement = labels.isEmpty ? 0 : Double(agreeing) / Double(labels.count)
    var joint = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    var suspects: [(index: Int, suggestion: Int, margin: Float)] = []
    for (index, row) in probabilities.enumerated() {
      let confident = row.indices.filter { Double(row[$0]) >= thresholds[$0] }
      // Of equal probabilities the given label is believed.
      let label = labels[index]
      guard let best = confident.max(by: { (row[$0], $0 == label ? 1 : 0, -$0) < (row[$1], $1 == label ? 1 : 0, -$1) })
      else { continue }
      joint[label][best] += 1
      if best != label { suspects.append((index, best, row[best] - row[label])) }
    }
    counted = joint.joined().reduce(0, +)
    var (diagonal, total) = (0.0, 0.0)
    for label in joint.indices {
      let row = joint[label].reduce(0, +)
      guard row > 0 else { continue }
      total += Double(numbers[label])
      diagonal += Double(numbers[label]) * Double(joint[label][label]) / Double(row)
    }
    noise = total == 0 ? 0 : 1 - diagonal / total
    self.suspects = suspects.sorted { ($0.margin, $1.index) > ($1.margin, $0.index) }.map { ($0.index, $0.suggestion) }
  }

  /// Where the share lies by the examples counted, as Clopper and Pearson (1934) have it.
  ///
  /// - Throws: `AssayError` when nothing is counted.
  func interval(confidence: Double) throws -> ClosedRange<Double> {
    let wrong = Int((noise * Double(counted)).rounded())
    return try ProportionInterval(successes: wrong, trials: counted, confidence: confidence).clopperPearson
  }
}
