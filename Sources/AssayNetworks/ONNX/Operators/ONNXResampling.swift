import AssayBase
import AssayTensor

/// How a node resamples: where between the old places the new ones lie, and what of the neighbours makes the new numbers.
struct ONNXResampling {
  /// One axis that changes its size.
  struct Axis {
    let axis, sources, targets: Int
    /// The new size by the old one, not rounded to whole places.
    let scale: Double
    /// What part of the old extent is shown, between 0 and 1.
    let part: (start: Double, end: Double)
  }

  var mode: String
  /// The new extents by the old, or the new extents themselves, of all axes or of ``chosenAxes``.
  var factors: [Float] = []
  var sizes: [Int]?
  private var coordinates = "asymmetric"
  private var nearest = "floor"
  private var cubic = -0.75
  private var isAntialiased = false
  private var excludesOutside = false
  private var chosenAxes: [Int]?
  private var policy = "stretch"
  private var parts: [Float] = []
  private(set) var extrapolation: Float = 0

  /// As Upsample and the first Resize have it.
  init(mode: String) { self.mode = mode }

  /// - Throws: `AssayError` for settings that are not known.
  init(_ node: ONNXNode, _ importer: ONNXImporter) throws {
    let settings = node.attributes
    self.init(mode: settings["mode"]?.text ?? "nearest")
    guard importer.version(of: node) >= 11 else {
      factors = try importer.floats(node, 1) ?? []
      nearest = "simple"
      return
    }
    coordinates = settings["coordinate_transformation_mode"]?.text ?? "half_pixel"
    nearest = settings["nearest_mode"]?.text ?? "round_prefer_floor"
    cubic = Double(settings["cubic_coeff_a"]?.float ?? -0.75)
    isAntialiased = settings["antialias"]?.integer ?? 0 != 0
    excludesOutside = settings["exclude_outside"]?.integer ?? 0 != 0
    chosenAxes = settings["axes"].flatMap { $0.integers.isEmpty ? nil : $0.integers }
    policy = settings["keep_aspect_ratio_policy"]?.text ?? "stretch"
    extrapolation = settings["extrapolation_value"]?.float ?? 0
    parts = crops ? try importer.floats(node, 1) ?? [] : []
    let wanted = try importer.extents(node, 3) ?? []
    if wanted.isEmpty {
      factors = try importer.floats(node, 2) ?? []
    } else {
      sizes = wanted.map(\.factor)
    }
  }

  /// Whether only a part of the old extent is shown.
  var crops: Bool { coordinates == "tf_crop_and_resize" }

  /// The axes that change.
  func axes(of shape: BatchShape, in importer: ONNXImporter) throws -> [Axis] {
    let named = try chosenAxes?.map { try shape.checkedAxis($0) } ?? Array(0..<shape.rank)
    guard Set(named).count == named.count, (sizes?.count ?? factors.count) == named.count,
      !crops || parts.count == 2 * named.count, factors.allSatisfy({ $0 > 0 && $0 < 65_536 })
    else {
      throw AssayError(
        .malformedData, "ONNX: sizes that do not fit the axes", expected: "\(named.count) of \(shape)",
        found: sizes.map { "\($0)" } ?? "factors \(factors)")
    }
    let common = commonFactor(shape, named)
    return try named.indices.compactMap { index -> Axis? in
      let part = crops ? (Double(parts[index]), Double(parts[named.count + index])) : (0, 1)
      let extent = shape.extents[named[index]]
      let factor = common ?? factors.first.map { _ in Double(factors[index]) }
      guard let old = extent.number, old > 0 else {
        guard sizes.map({ $0[index] == extent.factor || $0[index] == importer.fixedBatch }) ?? (factor == 1) else {
          throw importer.mixing(shape)
        }
        return nil
      }
      let size = sizes?[index] ?? 0
      let scale = factor ?? Double(size) / Double(old)
      let new = sizes == nil || common != nil ? Self.extent(old, scale, rounded: common != nil) : size
      guard 1...(1 << 16) ~= new else {
        throw AssayError(
          .limitExceeded, "ONNX: images of a size that is not made", expected: "1 to \(1 << 16)", found: "\(new)")
      }
      if new == old, abs(scale - 1) < 1e-9, part == (0, 1) { return nil }
      return Axis(axis: named[index], sources: old, targets: new, scale: scale, part: part)
    }
  }

  /// An extent times a factor: rounded half up where a policy chose the factor, else down.
  private static func extent(_ old: Int, _ scale: Double, rounded: Bool) -> Int {
    let exact = rounded ? scale * Double(old) + 0.5 : Double(Float(scale) * Float(old))
    return Int(min(exact, 0x1p20))
  }

  /// The factor that all sizes have where they only bound the new extents; nil where each has its own.
  private func commonFactor(_ shape: BatchShape, _ axes: [Int]) -> Double? {
    guard let sizes, policy != "stretch" else { return nil }
    let factors = zip(axes, sizes).compactMap { axis, size in
      shape.extents[axis].number.map { Double(size) / Double(max(1, $0)) }
    }
    return policy == "not_larger" ? factors.min() : factors.max()
  }

  /// Where each new place lies between the old ones.
  func places(_ axis: Axis) throws -> [Double] {
    let (old, new) = (Double(axis.sources), axis.scale * Double(axis.sources))
    func place(_ target: Double) -> Double? {
      switch coordinates {
      case "half_pixel": return (target + 0.5) / axis.scale - 0.5
      case "pytorch_half_pixel": return new > 1 ? (target + 0.5) / axis.scale - 0.5 : 0
      case "half_pixel_symmetric":
        return old / 2 * (1 - Double(axis.targets) / new) + (target + 0.5) / axis.scale - 0.5
      case "align_corners": return new > 1 ? target * (old - 1) / (new - 1) : 0
      case "asymmetric": return target / axis.scale
      case "tf_half_pixel_for_nn": return (target + 0.5) / axis.scale
      case "tf_crop_and_resize":
        let (start, end) = axis.part
        let centre = (start + end) * (old - 1) / 2
        return new > 1 ? start * (old - 1) + target * (end - start) * (old - 1) / (new - 1) : centre
      default: return nil
      }
    }
    return try (0..<axis.targets).map { target in
      guard let place = place(Double(target)), place.magnitude < 1e9 else {
        throw unknown("coordinate_transformation_mode", coordinates)
      }
      return place
    }
  }

  private func unknown(_ setting: String, _ value: String) -> AssayError {
    AssayError(.unsupported, "ONNX: pixels are not resampled this way", found: "“\(value)”", at: setting)
  }

  /// The neighbours that make each new number, with their shares.
  func map(_ axis: Axis, _ places: [Double]) throws -> SparseMap {
    let rows = try places.map { place -> [SparseMap.Term] in
      if crops, !isInside(place, axis) { return [] }
      return try terms(place, axis)
    }
    return SparseMap(sources: axis.sources, rows: rows)
  }

  /// 1 where a new place lies within the old extent.
  func beyond(_ axis: Axis, _ places: [Double]) -> SparseMap {
    SparseMap(sources: axis.sources, rows: places.map { isInside($0, axis) ? [(0, 1)] : [] })
  }

  private func isInside(_ place: Double, _ axis: Axis) -> Bool { 0...Double(axis.sources - 1) ~= place }

  private func terms(_ place: Double, _ axis: Axis) throws -> [SparseMap.Term] {
    switch mode {
    case "nearest": return [(min(max(Int(try nearestPlace(place, axis)), 0), axis.sources - 1), 1)]
    case "linear", "bilinear", "trilinear":
      return shares(place, axis, reach: 1) { max(0, 1 - $0) }
    case "cubic":
      let a = cubic
      return shares(place, axis, reach: 2) { x in
        // Keys 1981, "Cubic convolution interpolation for digital image processing", equation 4.
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
      }
    default: throw unknown("mode", mode)
    }
  }

  private func nearestPlace(_ place: Double, _ axis: Axis) throws -> Double {
    switch nearest {
    case "floor": return place.rounded(.down)
    case "ceil": return place.rounded(.up)
    case "round_prefer_floor": return (place - 0.5).rounded(.up)
    case "round_prefer_ceil": return (place + 0.5).rounded(.down)
    // The first version did not say; this is what onnxruntime does.
    case "simple": return axis.scale < 1 ? place.rounded(.up) : place.rounded(.down)
    default: throw unknown("nearest_mode", nearest)
    }
  }

  /// A kernel of the distance in old places, or in new ones where those are farther apart and all shall count.
  private func shares(
    _ place: Double, _ axis: Axis, reach: Double, _ kernel: (Double) -> Double
  ) -> [SparseMap.Term] {
    let shrinkage = isAntialiased ? min(axis.scale, 1) : 1
    let width = reach / shrinkage
    var terms: [(index: Int, share: Double)] = []
    for index in Int((place - width).rounded(.down))...Int((place + width).rounded(.up)) {
      let share = kernel((Double(index) - place).magnitude * shrinkage)
      guard share != 0, !excludesOutside || 0..<axis.sources ~= index else { continue }
      let inside = min(max(index, 0), axis.sources - 1)
      if let last = terms.indices.last, terms[last].index == inside {
        terms[last].share += share
      } else {
        terms.append((inside, share))
      }
    }
    let total = isAntialiased || excludesOutside ? terms.reduce(0) { $0 + $1.share } : 1
    return terms.map { ($0.index, Float($0.share / total)) }
  }
}
