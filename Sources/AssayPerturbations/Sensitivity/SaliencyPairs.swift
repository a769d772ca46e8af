import AssayTensor

/// The pairs of values of one image that may still move, and the best of them.
struct SaliencyPairs {
  private let current: Tensor
  private let origin: Tensor
  private let low: Tensor
  private let high: Tensor
  private let channels: Int
  private let darkens: Bool
  /// Whether each pixel has changed, and how many more may.
  private let isChanged: [Bool]
  private let pixelsLeft: Int

  /// One value and the direction in which it would move.
  private struct Move {
    let index: Int
    let rises: Bool
    /// What the move gains for the class that is to rise, and what it takes from those that are to fall.
    let gain: Float
    let loss: Float
  }

  init(current: Tensor, origin: Tensor, low: Tensor, high: Tensor, pixels: Int, darkens: Bool) {
    self.current = current
    self.origin = origin
    self.low = low
    self.high = high
    self.darkens = darkens
    let channels = current.shape[1]
    self.channels = channels
    isChanged = (0..<current.count / max(1, channels)).map { pixel in
      (pixel * channels..<(pixel + 1) * channels).contains { current.pointer[$0] != origin.pointer[$0] }
    }
    pixelsLeft = pixels - isChanged.count { $0 }
  }

  /// The image after the best pair has moved; `nil` when no pair helps.
  func moved(gains: Tensor, losses: Tensor, by amount: Float) -> Tensor? {
    guard let (first, second) = bestPair(leaders(moves(gains, losses))) else { return nil }
    return Tensor(shape: current.shape) { out in
      out.update(from: current.pointer, count: current.count)
      for move in [first, second] {
        let value = out[move.index] + (move.rises ? amount : -amount)
        out[move.index] = min(max(value, low.pointer[move.index]), high.pointer[move.index])
      }
    }
  }

  private func moves(_ gains: Tensor, _ losses: Tensor) -> [Move] {
    (0..<current.count).flatMap { index -> [Move] in
      guard pixelsLeft > 0 || isChanged[index / channels] else { return [] }
      let (gain, loss) = (gains.pointer[index], losses.pointer[index])
      var moves: [Move] = []
      // A value goes on as it began, so that the search ends.
      let value = current.pointer[index]
      if value < high.pointer[index], value >= origin.pointer[index] {
        moves.append(Move(index: index, rises: true, gain: gain, loss: -loss))
      }
      if darkens, value > low.pointer[index], value <= origin.pointer[index] {
        moves.append(Move(index: index, rises: false, gain: -gain, loss: loss))
      }
      return moves
    }
  }

  /// The moves that can be part of a best pair.
  ///
  /// The product of the sums grows with either part of either move: only moves that at most one other beats in both parts
  /// can be in the best pair. Of changed and unchanged pixels apart, since they are not equally free.
  private func leaders(_ moves: [Move]) -> [Move] {
    [true, false].flatMap { wanted -> [Move] in
      let part = moves.filter { isChanged[$0.index / channels] == wanted }
      let sorted = part.sorted { ($1.gain, $1.loss, $0.index) < ($0.gain, $0.loss, $1.index) }
      // The two largest losses among moves of higher gain.
      var (largest, second) = (-Float.infinity, -Float.infinity)
      return sorted.filter { move in
        let isLeader = move.loss > second
        if move.loss > largest {
          (largest, second) = (move.loss, largest)
        } else if move.loss > second {
          second = move.loss
        }
        return isLeader
      }
    }
  }

  private func bestPair(_ moves: [Move]) -> (Move, Move)? {
    var best: (pair: (Move, Move), score: Float)?
    for (place, first) in moves.enumerated() {
      for second in moves[(place + 1)...] where second.index != first.index && isAllowed(first, second) {
        let (gain, loss) = (first.gain + second.gain, first.loss + second.loss)
        guard gain > 0, loss > 0, gain * loss > best?.score ?? 0 else { continue }
        best = ((first, second), gain * loss)
      }
    }
    return best?.pair
  }

  /// Whether enough pixels are left for both moves.
  private func isAllowed(_ first: Move, _ second: Move) -> Bool {
    let pixels = Set([first, second].map { $0.index / channels }.filter { !isChanged[$0] })
    return pixels.count <= pixelsLeft
  }
}
