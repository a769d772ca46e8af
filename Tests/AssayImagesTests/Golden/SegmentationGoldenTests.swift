import AssayBase
import AssayImages
import AssayTestSupport
import Testing

/// L*a*b*, quick shift and SLIC against scikit-image's.
@Suite struct SegmentationGoldenTests {
  @Test func segmentationsAgree() throws {
    guard let file = try GoldenFile.load("segmentation") else { return }
    let failures = file.check(claiming: ["rgb_to_lab", "quickshift", "slic"]) { it in
      let image = try Self.image(it)
      switch it.op {
      case "rgb_to_lab":
        try Self.check(it, understands: ["illuminant": "D65", "observer": "2"])
        return try [Self.channelsLast(image.lab().elements, channels: 3)].compactMap { try it.compare($0, with: "lab") }
      case "quickshift": return try Self.compare(SegmentationMethod(Self.quickShift(it)), on: image, it)
      case "slic": return try Self.compare(Self.slic(it), on: image, it)
      default: return nil
      }
    }
    #expect(failures == [])
  }

  private static func compare(
    _ method: SegmentationMethod, on image: Image, _ it: GoldenCase
  ) throws -> [GoldenMismatch] {
    let superpixels = try image.superpixels(by: method)
    return try [it.compare(superpixels.labels.map(Int.init), with: "labels")].compactMap { $0 }
  }

  private static func quickShift(_ it: GoldenCase) throws -> QuickShift {
    try check(it, understands: ["sigma": 0, "convert2lab": true, "window": "ceil(3 * kernel_size)"])
    return try QuickShift(
      kernelSize: number("kernel_size", it), maxDistance: number("max_dist", it), ratio: number("ratio", it),
      noise: .given(it.input("density_noise").doubles))
  }

  private static func slic(_ it: GoldenCase) throws -> SegmentationMethod {
    try check(it, understands: ["sigma": 0, "convert2lab": true, "start_label": 0])
    return try .slic(
      segments: it.whole("n_segments"), compactness: number("compactness", it), iterations: it.whole("max_num_iter"),
      connected: it.params["enforce_connectivity"]?.bool ?? true)
  }

  private static func number(_ name: String, _ it: GoldenCase) throws -> Double {
    guard let value = it.params[name]?.double else {
      throw AssayError(.malformedData, "the case has no number “\(name)”", at: "golden case \(it.name)")
    }
    return value
  }

  /// Settings of the peer that have one value here; another one is a case that this test cannot judge.
  private static func check(_ it: GoldenCase, understands settings: [String: JSONValue]) throws {
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      let found = it.params[name] ?? value
      let isSame = value.double.map { $0 == found.double } ?? (found == value)
      guard isSame else {
        throw AssayError(
          .unsupported, "segmentations are computed with one value of “\(name)”", expected: "\(value)",
          found: "\(found)", at: "golden case \(it.name)")
      }
    }
  }

  /// The case's image, which stands as height × width × 3.
  private static func image(_ it: GoldenCase) throws -> Image {
    let golden = try it.input("image")
    guard golden.shape.count == 3 else {
      throw AssayError(
        .shapeMismatch, "the image is not height × width × channels", found: "\(golden.shape)", at: it.name)
    }
    let (plane, channels) = (golden.shape[0] * golden.shape[1], golden.shape[2])
    let values = (0..<channels * plane).map { golden.floats[$0 % plane * channels + $0 / plane] }
    return try Image(
      size: ImageSize(channels: channels, height: golden.shape[0], width: golden.shape[1]), values: values)
  }

  private static func channelsLast(_ values: [Float], channels: Int) -> [Float] {
    let plane = values.count / channels
    return values.indices.map { values[$0 % channels * plane + $0 / channels] }
  }
}
