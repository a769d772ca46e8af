import AssayBase
import AssayImages
import AssayPerturbations

/// A change of an image within a ball: a recipe that fits images of any size.
///
/// Whatever image it is applied to, the result lies in the ball around it and in the box [0, 1], and on the 8-bit grid if
/// the image does.
public struct Perturbation: Sendable {
  /// How a perturbation's directions are related.
  enum Pattern: CaseIterable {
    /// All values of a channel the same way.
    case common
    /// Every value by as much as any other, either way.
    case signs
    /// Every value by any amount, either way.
    case noise
    /// Values that change slowly from pixel to pixel.
    case smooth
  }

  /// The ball it stays in.
  public let ball: PerturbationBall
  let pattern: Pattern
  let seed: Int
  /// The share of the pixels that take part: 1/2 to this power.
  let sparsity: Int
  /// The share of the ball's radius that is used.
  let share: Double
  let mask: CellMask

  /// The image with the change; values that would leave [0, 1] stop there.
  public func applied(to image: Image) -> Image {
    let changes = steps(for: image.size)
    let grid = Image.byteLevels
    var values = image.values
    for (place, change) in changes.enumerated() where change != 0 {
      let value = values[place]
      let step = Int(Image.byteStep(of: value))
      values[place] =
        grid[step] == value ? grid[min(max(step + change, 0), 255)] : min(max(value + Float(change) / 255, 0), 1)
    }
    return Image(unchecked: values, size: image.size)
  }

  /// The change of every value of an image in steps of 1/255, before the box stops it.
  func steps(for size: ImageSize) -> [Int] {
    var search = PerturbationSteps(size: size, seed: seed)
    var steps = search.steps(in: ball, pattern: pattern, sparsity: sparsity, share: share)
    let levels = mask.levels(height: size.height, width: size.width)
    // Towards nothing, so that no norm grows.
    for place in steps.indices where steps[place] != 0 {
      steps[place] = steps[place] * Int(levels[place % levels.count]) / 255
    }
    return steps
  }

  /// In words for images of a size: "ℓ∞ 3/255 in 5 of 64 pixels".
  func text(for size: ImageSize) -> String {
    let steps = steps(for: size)
    let plane = size.height * size.width
    let changed = (0..<plane).count { pixel in (0..<size.channels).contains { steps[$0 * plane + pixel] != 0 } }
    if changed == 0 { return "a change of nothing" }
    let most = steps.map(\.magnitude).max() ?? 0
    return "a change of at most \(most)/255 in \(changed) of \(plane) pixels (\(ball))"
  }
}

extension Perturbation: CustomStringConvertible {
  /// The ball and the pattern; in how many pixels depends on the image.
  public var description: String {
    mask.isEmpty
      ? "a change of nothing" : "a change of \(pattern == .common ? "one direction" : "\(pattern)") (\(ball))"
  }
}
