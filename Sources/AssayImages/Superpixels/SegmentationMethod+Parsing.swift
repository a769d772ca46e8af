import AssayBase

extension SegmentationMethod {
  /// Reads a segmentation as the command writes it: `quickshift`, `quickshift:4:200:0.2`, `slic:50:10`, `grid:4:4`,
  /// `blocks:8`, `pixels`.
  ///
  /// Numbers may be left out from the end; those of a grid and of blocks may not. See the factories for what they are.
  ///
  /// - Throws: `AssayError(.invalidArgument)` or `(.unknownName)` that says what may stand where.
  public init(parsing text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let numbers = try parts.dropFirst().map { try NumberText.number($0, named: "segmentation “\(text)”") }
    func number(_ index: Int, otherwise usual: Double) -> Double { index < numbers.count ? numbers[index] : usual }
    func whole(_ index: Int, otherwise usual: Double) throws -> Int {
      guard let value = Int(exactly: number(index, otherwise: usual)) else {
        throw AssayError(
          .invalidArgument, "not a whole number", found: "\(numbers[index])", at: "segmentation “\(text)”")
      }
      return value
    }
    switch (parts[0], numbers.count) {
    case ("quickshift", ...3):
      self = .quickshift(
        kernelSize: number(0, otherwise: 4), maxDistance: number(1, otherwise: 200), ratio: number(2, otherwise: 0.2))
    case ("slic", ...2): self = .slic(segments: try whole(0, otherwise: 100), compactness: number(1, otherwise: 10))
    case ("grid", 2): self = .grid(rows: try whole(0, otherwise: 1), columns: try whole(1, otherwise: 1))
    case ("blocks", 1): self = .blocks(side: try whole(0, otherwise: 1))
    case ("pixels", 0): self = .pixels
    default:
      throw AssayError(
        .unknownName, "there is no such segmentation", expected: Self.forms, found: "“\(text)”", at: "segmentation")
    }
    try validate()
  }

  /// How a segmentation may be written.
  package static let forms =
    "quickshift:KERNEL:DISTANCE:RATIO, slic:SEGMENTS:COMPACTNESS, grid:ROWS:COLUMNS, blocks:SIDE or pixels"
}
