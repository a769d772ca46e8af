import AssayBase
import AssayNetworks
import AssayTensor
import Testing

/// Labels, margins and probabilities of logits, with ties, numbers that are none, and few classes.
@Suite struct LogitsTests {
  private func logits(_ rows: [[Float]]) -> Logits {
    Logits(Tensor(shape: [rows.count, rows.first?.count ?? 0], elements: rows.flatMap { $0 }))
  }

  @Test func theFirstOfEqualScoresIsTheLabel() {
    #expect(logits([[1, 3, 3], [2, 2, 2], [-1, -2, -1], [0, -0.0, 0]]).labels == [1, 0, 0, 0])
    #expect(logits([[-.infinity, -.infinity, 1], [-.infinity, -.infinity, -.infinity]]).labels == [2, 0])
    #expect(logits([[1, .infinity, .infinity]]).labels == [1])
    // Ties beyond the width of a vector.
    var row = [Float](repeating: 0, count: 100)
    (row[37], row[38], row[90]) = (5, 5, 5)
    #expect(logits([row]).labels == [37])
  }

  @Test func notANumberIsNoLabelToTrust() {
    let odd = logits([[1, 2, 3], [.nan, 1, 2], [1, .infinity, 2]])
    #expect(odd.firstNotFiniteRow == 1)
    #expect(odd.labels.allSatisfy { (0..<3).contains($0) })
    #expect(logits([[.nan, .nan, .nan]]).labels.allSatisfy { (0..<3).contains($0) })
    #expect(logits([[1, 2]]).firstNotFiniteRow == nil && logits([]).firstNotFiniteRow == nil)
  }

  @Test func marginsAreAgainstTheBestOther() {
    let three = logits([[1, 4, 2], [5, 5, 5]])
    #expect(three.margin(row: 0, label: 1) == -2 && three.margin(row: 0, label: 0) == 3)
    #expect(three.margin(row: 0, label: 2) == 2 && three.margin(row: 1, label: 1) == 0)
    let two = logits([[1, 4]])
    #expect(two.margin(row: 0, label: 0) == 3 && two.margin(row: 0, label: 1) == -3 && two.labels == [1])
    let one = logits([[7]])
    #expect(one.margin(row: 0, label: 0) == -.infinity && one.labels == [0] && one.classCount == 1)
  }

  @Test func rowsAndProbabilities() {
    let values = logits([[0, 0], [1000, 0]])
    #expect(values.row(1) == [1000, 0] && values.count == 2)
    #expect(values.probabilities.row(0) == [0.5, 0.5] && values.probabilities.row(1) == [1, 0])
  }

  @Test func crossEntropiesAreThoseOfTheTensor() {
    let values = Tensor.uniform(-3, 3, shape: [5, 7], key: RandomKey(seed: 3))
    let labels = [0, 6, 2, 2, 5]
    let (losses, gradient) = Logits(values).crossEntropy(labels: labels)
    let expected = valueAndGradient(at: values) { $0.crossEntropy(labels: labels).sum() }.gradient
    #expect(losses == values.crossEntropy(labels: labels).elements && gradient.isIdentical(to: expected))
    let single = logits([[3], [4]]).crossEntropy(labels: [0, 0])
    #expect(single.losses == [0, 0] && single.gradient.elements == [0, 0])
  }
}
