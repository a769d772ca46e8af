import AssayNetworks
import AssayTensor

/// What an attack raises: the larger, the nearer the model is to a mistake, or to the wanted class.
package enum AttackLoss: Sendable, Hashable {
  /// The cross-entropy of the label or, towards a class, the negative one of that class.
  case crossEntropy
  /// The difference of logits ratio (Croce and Hein 2020, "Reliable evaluation of adversarial robustness", equations 6
  /// and 7): how far the label is behind the best other class, or behind the wanted one, as a share of the distance
  /// between the leading logits, so that the scale of the logits does not matter.
  ///
  /// With fewer than four classes there are not enough logits for that distance, and the margin alone stands in.
  case dlr

  /// Keeps the quotient finite where the leading logits are equal.
  private static let least: Float = 1e-12

  /// The losses of some rows and their gradient at the logits; towards `goals`, if there are any.
  package func evaluated(_ logits: Logits, labels: [Int], goals: [Int]?) -> (losses: [Float], gradient: Tensor) {
    switch self {
    case .crossEntropy:
      let (losses, gradient) = logits.crossEntropy(labels: goals ?? labels)
      return goals == nil ? (losses, gradient) : (losses.map { -$0 }, -gradient)
    case .dlr:
      var losses = [Float](repeating: 0, count: logits.count)
      let classes = logits.classCount
      let gradient = Tensor(shape: logits.values.shape) { out in
        out.update(repeating: 0, count: logits.values.count)
        for row in 0..<logits.count {
          losses[row] = Self.ratio(
            logits.values.pointer + row * classes, classes, label: labels[row], goal: goals?[row],
            into: out + row * classes)
        }
      }
      return (losses, gradient)
    }
  }

  /// The ratio of one row; adds its gradient to zeros.
  private static func ratio(
    _ scores: UnsafePointer<Float>, _ classes: Int, label: Int, goal: Int?, into gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let leaders = leaders(scores, classes)
    guard let other = goal ?? leaders.first(where: { $0 != label }) else { return 0 }
    let lead = scores[other] - scores[label]
    guard classes >= 4 else {
      gradient[other] += 1
      gradient[label] -= 1
      return lead
    }
    // Towards a class the third and fourth share the lower end.
    let lower: [Int] = goal == nil ? [leaders[2]] : [leaders[2], leaders[3]]
    let weight = 1 / Float(lower.count)
    var span = scores[leaders[0]] + least
    for index in lower { span -= weight * scores[index] }
    gradient[other] += 1 / span
    gradient[label] -= 1 / span
    let slope = lead / span / span
    gradient[leaders[0]] -= slope
    for index in lower { gradient[index] += weight * slope }
    return lead / span
  }

  /// The classes with the four highest scores, or all there are; of equal ones the first.
  private static func leaders(_ scores: UnsafePointer<Float>, _ classes: Int) -> [Int] {
    var leaders: [Int] = []
    for index in 0..<classes {
      var place = leaders.count
      while place > 0, scores[index] > scores[leaders[place - 1]] { place -= 1 }
      if place < 4 { leaders.insert(index, at: place) }
      if leaders.count > 4 { leaders.removeLast() }
    }
    return leaders
  }
}
