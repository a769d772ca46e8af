import AssayCheck
import AssayNetworks
import AssayTensor

/// The fewest pixels that fail, by trying all sets of pixels at their extreme values: what reductions are measured against.
///
/// Written without the code under test, for one channel.
struct ExhaustiveSearch {
  let model: any DifferentiableClassifier
  let prediction: Int
  let ball: GridBall
  let side: Int

  private var count: Int { ball.clean.count }

  /// One way of changing pixels.
  struct Change {
    let pixels: [Int]
    let values: [UInt8]
  }

  /// The lead over the strongest other class beyond 1e-4 of the logits' range, for each change.
  func leads(_ changes: [Change], from base: [UInt8]) throws -> [Double] {
    var leads: [Double] = []
    let scaled = base.map { Float($0) / 255 }
    for start in stride(from: 0, to: changes.count, by: 4_096) {
      let part = changes[start..<min(changes.count, start + 4_096)]
      var elements: [Float] = []
      elements.reserveCapacity(part.count * count)
      for change in part {
        let first = elements.count
        elements += scaled
        for (pixel, value) in zip(change.pixels, change.values) { elements[first + pixel] = Float(value) / 255 }
      }
      let logits = try model.logits(for: Tensor(shape: [part.count, 1, side, side], elements: elements))
      let (scores, classes) = (logits.values.elements, logits.classCount)
      for row in 0..<part.count {
        var (rival, low) = (-Float.infinity, Float.infinity)
        let own = scores[row * classes + prediction]
        for index in 0..<classes {
          let score = scores[row * classes + index]
          if index != prediction { rival = max(rival, score) }
          low = min(low, score)
        }
        leads.append(Double(own - rival) - 1e-4 * Double(max(own, rival) - low))
      }
    }
    return leads
  }

  /// The end of the ball in one pixel alone, upwards or downwards.
  private func extreme(_ pixel: Int, up: Bool) -> UInt8 {
    let step = ball.norm == .l0 ? 255 : Int(min(255, ball.radius.rounded(.down)))
    return UInt8(clamping: Int(ball.clean[pixel]) + (up ? step : -step))
  }

  /// The least change of a single pixel that fails, over all pixels and all values; `nil` when there is none.
  func leastSingle() throws -> Int? {
    let changes = (0..<count).flatMap { pixel in
      (extreme(pixel, up: false)...extreme(pixel, up: true)).filter { $0 != ball.clean[pixel] }.map {
        Change(pixels: [pixel], values: [$0])
      }
    }
    return try zip(changes, leads(changes, from: ball.clean)).filter { $0.1 >= 0 }.map {
      abs(Int($0.0.values[0]) - Int(ball.clean[$0.0.pixels[0]]))
    }.min()
  }

  /// Whether some pair fails at extreme values (ℓ∞, ℓ0), or at one of 16 points of the ball's edge in each quadrant.
  func somePairFails() throws -> Bool {
    for first in 0..<count {
      var changes: [Change] = []
      for second in (first + 1)..<count {
        for signs in 0..<4 {
          let ends = (extreme(first, up: signs & 1 == 0), extreme(second, up: signs & 2 == 0))
          if ball.norm == .linf || ball.norm == .l0 {
            changes.append(Change(pixels: [first, second], values: [ends.0, ends.1]))
            continue
          }
          for part in 1...15 {
            let share = Double(part) / 16
            let other = ball.norm == .l2 ? (1 - share * share).squareRoot() : 1 - share
            changes.append(
              Change(
                pixels: [first, second],
                values: [moved(first, towards: ends.0, share), moved(second, towards: ends.1, other)]))
          }
        }
      }
      if try leads(changes, from: ball.clean).contains(where: { $0 >= 0 }) { return true }
    }
    return false
  }

  private func moved(_ pixel: Int, towards end: UInt8, _ share: Double) -> UInt8 {
    let (origin, room) = (Int(ball.clean[pixel]), abs(Int(end) - Int(ball.clean[pixel])))
    let step = min(room, Int(share * ball.radius))
    return UInt8(clamping: Int(end) > origin ? origin + step : origin - step)
  }

  /// Whether some three pixels fail at extreme values; only for ℓ∞ and ℓ0.
  func someTripleFails() throws -> Bool {
    for first in 0..<count {
      for second in (first + 1)..<count {
        var changes: [Change] = []
        for third in (second + 1)..<max(second + 1, count) {
          for signs in 0..<8 {
            changes.append(
              Change(
                pixels: [first, second, third],
                values: [
                  extreme(first, up: signs & 1 == 0), extreme(second, up: signs & 2 == 0),
                  extreme(third, up: signs & 4 == 0),
                ]))
          }
        }
        if try leads(changes, from: ball.clean).contains(where: { $0 >= 0 }) { return true }
      }
    }
    return false
  }

  /// A failing image with one changed pixel fewer, found by trying every exchange of one pixel again and again.
  ///
  /// From each image without one of the changed pixels; tens of thousands of images, where a reduction has some hundreds.
  /// Only for ℓ∞ and ℓ0.
  func exchangedForFewer(_ image: [UInt8]) throws -> [UInt8]? {
    let changed = (0..<count).filter { image[$0] != ball.clean[$0] }
    guard changed.count > 1 else { return nil }
    for left in changed {
      var point = image
      for pixel in changed { point[pixel] = extreme(pixel, up: image[pixel] > ball.clean[pixel]) }
      point[left] = ball.clean[left]
      var lead = -Double.infinity
      while true {
        let now = (0..<count).filter { point[$0] != ball.clean[$0] }
        var changes: [Change] = []
        for out in now {
          for pixel in 0..<count where pixel == out || !now.contains(pixel) {
            for up in [true, false] where extreme(pixel, up: up) != ball.clean[pixel] {
              changes.append(
                Change(pixels: [out, pixel], values: [ball.clean[out], extreme(pixel, up: up)]))
            }
          }
        }
        let leads = try leads(changes, from: point)
        guard let best = leads.indices.max(by: { leads[$0] < leads[$1] }), leads[best] > lead else { break }
        lead = leads[best]
        for (pixel, value) in zip(changes[best].pixels, changes[best].values) { point[pixel] = value }
        if lead >= 0 { return point }
      }
    }
    return nil
  }
}
