import AssayBase
import CAssayKernels

/// Reads one JPEG file, segment by segment.
struct JPEGDecoder {
  let bytes: UnsafeRawBufferPointer
  let pixelLimit: Int
  private var tables = JPEGTables()
  private var restartInterval = 0
  private var colours = JPEGColours()
  private var frame: JPEGFrame?
  private var planes: [JPEGPlane] = []
  private var scanCount = 0

  init(_ bytes: UnsafeRawBufferPointer, pixelLimit: Int) {
    self.bytes = bytes
    self.pixelLimit = pixelLimit
  }

  /// The picture.
  mutating func decode() throws -> ByteImage {
    var segments = try JPEGSegments(bytes)
    while let segment = try segments.next() {
      switch segment.marker {
      case JPEGSegments.end: return try picture(at: segment.offset)
      case JPEGSegments.scan:
        segments.skip(from: try readScan(segment))
        // Nothing can follow, so what is missing or wrong there does not matter.
        if frame?.isProgressive == false, planes.allSatisfy(\.isStarted) { return try picture(at: segments.position) }
      default: try take(segment)
      }
    }
    throw JPEGFault.malformed("the file ends early", "an end of image", at: bytes.count)
  }

  private mutating func take(_ segment: JPEGSegments.Segment) throws {
    switch segment.marker {
    case 0xC4: try tables.takeHuffman(segment, of: bytes)
    case 0xDB: try tables.takeQuantization(segment, of: bytes)
    case 0xDD:
      guard segment.data.count == 2 else {
        throw JPEGFault.malformed(
          "a restart interval has the wrong length", "2 bytes", "\(segment.data.count)", at: segment.offset)
      }
      restartInterval = JPEGSegments.word(bytes, segment.data.lowerBound)
    case 0xE0...0xEF: colours.note(segment, of: bytes)
    default:
      guard let kind = try JPEGFrame.Kind(segment) else { return }
      guard frame == nil else { throw JPEGFault.malformed("a second frame header", at: segment.offset) }
      frame = try JPEGFrame(segment, kind, of: bytes, pixelLimit: pixelLimit)
    }
  }

  private func picture(at offset: Int) throws -> ByteImage {
    guard let frame else { throw JPEGFault.malformed("there is no picture", "a frame header", at: offset) }
    guard !planes.isEmpty, planes.allSatisfy(\.isStarted) else {
      throw JPEGFault.malformed("a component has no scan", at: offset)
    }
    for plane in planes { plane.transform() }
    return colours.picture(of: planes, frame: frame)
  }

  /// Takes memory for the planes, if the rest of the file can fill it.
  private mutating func makePlanes(_ frame: JPEGFrame, at offset: Int) throws {
    // A block takes a bit in a progressive file's first scan, else one more for its end.
    let (bits, needed) = (8 * (bytes.count - offset), frame.blocks * (frame.isProgressive ? 1 : 2))
    guard needed <= bits else {
      throw JPEGFault.malformed(
        "too few coded data", "\((needed + 7) / 8) bytes for \(frame.width) × \(frame.height)", "\(bits / 8)",
        at: offset)
    }
    planes = try frame.components.map { try JPEGPlane($0, isProgressive: frame.isProgressive) }
  }

  /// Reads a scan and says where its data end.
  private mutating func readScan(_ segment: JPEGSegments.Segment) throws -> Int {
    guard let frame else { throw JPEGFault.malformed("a scan comes before the frame header", at: segment.offset) }
    let header = try JPEGScanHeader(segment, of: bytes, frame: frame)
    scanCount += 1
    guard scanCount <= JPEG.scanLimit else {
      throw AssayError(
        .limitExceeded, "JPEG: too many scans", expected: "at most \(JPEG.scanLimit)", at: "byte \(segment.offset)")
    }
    if planes.isEmpty { try makePlanes(frame, at: header.dataStart) }
    for member in header.members { try planes[member.index].start(header, tables) }
    let decoding = try decodingTables(header)
    return try decoding.withUnsafeBufferPointer { tables in
      var components = header.members.enumerated().map { place, member in
        component(planes[member.index], isAlone: header.members.count == 1, tables, place)
      }
      return try components.withUnsafeMutableBufferPointer { components in
        var scan = scan(header, frame, components)
        try readRows(&scan, of: unitRows(header, frame))
        return scan.position
      }
    }
  }

  /// For each component of the scan its two decoding tables, one after another; zeros for one that is not used.
  private func decodingTables(_ header: JPEGScanHeader) throws -> [UInt32] {
    let none = [UInt32](repeating: 0, count: Int(ASSAY_JPEG_TABLE_WORDS))
    var joined: [UInt32] = []
    joined.reserveCapacity(2 * header.members.count * none.count)
    for member in header.members {
      let needsFirst = header.first == 0 && header.high == nil
      joined += try needsFirst ? tables.decoding(isFirst: true, member.firstTable, at: header.offset) : none
      let needsOthers = header.last > 0
      joined += try needsOthers ? tables.decoding(isFirst: false, member.othersTable, at: header.offset) : none
    }
    return joined
  }

  private func component(
    _ plane: JPEGPlane, isAlone: Bool, _ tables: UnsafeBufferPointer<UInt32>, _ place: Int
  ) -> assay_jpeg_component {
    let words = Int(ASSAY_JPEG_TABLE_WORDS)
    let first = tables.baseAddress.map { $0 + 2 * words * place }
    return assay_jpeg_component(
      coefficients: plane.coefficients, samples: plane.samples, sample_stride: plane.stride,
      quantization: plane.quantization, blocks_per_row: plane.component.blocksPerRow,
      columns: isAlone ? 1 : Int32(plane.component.sampling.columns),
      rows: isAlone ? 1 : Int32(plane.component.sampling.rows),
      dc_table: first, ac_table: first.map { $0 + words }, prediction: 0)
  }

  private func scan(
    _ header: JPEGScanHeader, _ frame: JPEGFrame, _ components: UnsafeMutableBufferPointer<assay_jpeg_component>
  ) -> assay_jpeg_scan {
    let units =
      header.members.count == 1 ? frame.components[header.members[0].index].ownBlocksPerRow : frame.unitsPerRow
    return assay_jpeg_scan(
      bytes: bytes.bindMemory(to: UInt8.self).baseAddress, position: header.dataStart, end: bytes.count, bits: 0,
      bit_count: 0, missing_bits: 0, components: components.baseAddress, component_count: Int32(components.count),
      progressive: frame.isProgressive, first: Int32(header.first), last: Int32(header.last),
      high: Int32(header.high ?? 0), low: Int32(header.low), end_run: 0, units_per_row: units,
      restart_interval: Int32(restartInterval), restart_left: Int32(restartInterval), restart_number: 0)
  }

  private func unitRows(_ header: JPEGScanHeader, _ frame: JPEGFrame) -> Int {
    header.members.count == 1 ? frame.components[header.members[0].index].ownBlockRows : frame.unitRows
  }

  private func readRows(_ scan: inout assay_jpeg_scan, of count: Int) throws {
    for row in 0..<count {
      let fault = assay_jpeg_read_row(&scan, row)
      let problem: String
      switch fault {
      case ASSAY_JPEG_FINE: continue
      case ASSAY_JPEG_CUT_SHORT: problem = "the coded data are cut short"
      case ASSAY_JPEG_NO_CODE: problem = "the coded data hold a code that is not in the table"
      case ASSAY_JPEG_RUN_TOO_LONG: problem = "the coded data leave a block"
      case ASSAY_JPEG_BAD_REFINEMENT: problem = "a refinement adds a coefficient other than 1 and -1"
      default: problem = "restart marker \(scan.restart_number) is not there"
      }
      throw JPEGFault.malformed(problem, nil, "row \(row) of \(count)", at: scan.position)
    }
  }
}
