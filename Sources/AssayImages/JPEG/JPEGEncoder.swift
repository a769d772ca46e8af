import AssayBase
import CAssayKernels
import Foundation

/// Writes one picture as a baseline JPEG file.
struct JPEGEncoder {
  private let frame: JPEGFrame
  private let planes: [JPEGPlane]
  /// The divisors of luma and of chroma, row by row.
  private let quantization: [[UInt16]]

  /// Separates the colours of `picture`, which has no alpha.
  init(_ picture: ByteImage, quality: Int, subsampling: JPEG.Subsampling) throws {
    let isGray = picture.channels == 1
    let columns = isGray || subsampling == .none ? 1 : 2
    let rows = isGray || subsampling != .half ? 1 : 2
    let luma = JPEGFrame.Sampling(identifier: 1, columns: columns, rows: rows, table: 0)
    let chroma = [UInt8(2), 3].map { JPEGFrame.Sampling(identifier: $0, columns: 1, rows: 1, table: 1) }
    let samplings = isGray ? [luma] : [luma] + chroma
    frame = JPEGFrame(width: picture.width, height: picture.height, isProgressive: false, samplings)
    planes = try frame.components.map { try JPEGPlane($0, isProgressive: false) }
    quantization =
      [JPEGQuantization.luma(quality: quality)] + (isGray ? [] : [JPEGQuantization.chroma(quality: quality)])
    picture.bytes.withUnsafeBufferPointer { bytes in
      guard let pixels = bytes.baseAddress else { return }
      if isGray {
        for row in 0..<picture.height {
          planes[0].row(row).update(from: pixels + row * picture.width, count: picture.width)
        }
      } else {
        separate(pixels)
      }
    }
    // Chroma was made of whole blocks of pixels.
    planes[0].repeatLastColumn()
    for plane in planes { plane.repeatLastRow() }
  }

  /// Fills the three planes with luma and chroma of RGB pixels.
  private func separate(_ pixels: UnsafePointer<UInt8>) {
    let count = 2 * planes[1].stride * frame.columns
    // Two rows of each chroma at full resolution, as far as whole blocks need them.
    let chroma = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * count)
    chroma.initialize(repeating: 0, count: 2 * count)
    defer { chroma.deallocate() }
    let (blue, red) = ([chroma, chroma + count / 2], [chroma + count, chroma + count * 3 / 2])
    for row in stride(from: 0, to: frame.height, by: frame.rows) {
      for part in 0..<frame.rows {
        // A last odd row stands for its missing partner.
        let source = min(row + part, frame.height - 1)
        assay_jpeg_from_rgb(
          planes[0].row(source), blue[part], red[part], pixels + 3 * source * frame.width, frame.width)
        for line in [blue[part], red[part]] {
          (line + frame.width).update(repeating: line[frame.width - 1], count: count / 2 - frame.width)
        }
      }
      for (plane, lines) in [(planes[1], blue), (planes[2], red)] {
        let target = plane.row(row / frame.rows)
        if frame.columns == 1 {
          target.update(from: lines[0], count: plane.stride)
        } else {
          assay_jpeg_halve_row(target, lines[0], frame.rows == 2 ? lines[1] : nil, plane.stride)
        }
      }
    }
  }

  /// The whole file.
  func file(optimizesCodes: Bool) -> Data {
    let codes = optimizesCodes ? optimalCodes() : usualCodes()
    var file = Data([0xFF, JPEGSegments.start])
    // JFIF 1.01, square pixels.
    append(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0], to: &file)
    for (number, table) in quantization.enumerated() {
      append(0xDB, [UInt8(number)] + JPEGQuantization.zigzag.map { UInt8(table[$0]) }, to: &file)
    }
    append(0xC0, frameHeader, to: &file)
    for (number, pair) in codes.enumerated() {
      append(0xC4, [UInt8(number)] + pair.first.counts + pair.first.symbols, to: &file)
      append(0xC4, [UInt8(0x10 + number)] + pair.others.counts + pair.others.symbols, to: &file)
    }
    let members = frame.components.flatMap { [$0.sampling.identifier, UInt8($0.sampling.table * 0x11)] }
    append(JPEGSegments.scan, [UInt8(planes.count)] + members + [0, 63, 0], to: &file)
    writeScan(codes, to: &file)
    file.append(contentsOf: [0xFF, JPEGSegments.end])
    return file
  }

  private var frameHeader: [UInt8] {
    let extents = [frame.height, frame.width].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    let components = frame.components.flatMap { component in
      let sampling = component.sampling
      return [sampling.identifier, UInt8(sampling.columns << 4 | sampling.rows), UInt8(sampling.table)]
    }
    return [8] + extents + [UInt8(planes.count)] + components
  }

  private func append(_ marker: UInt8, _ data: [UInt8], to file: inout Data) {
    file.append(contentsOf: [0xFF, marker, UInt8((data.count + 2) >> 8), UInt8((data.count + 2) & 255)])
    file.append(contentsOf: data)
  }

  // MARK: Codes

  typealias Codes = (first: JPEGHuffmanCodes, others: JPEGHuffmanCodes)

  private func usualCodes() -> [Codes] {
    quantization.indices.map {
      (.usual(isFirst: true, isLuma: $0 == 0), .usual(isFirst: false, isLuma: $0 == 0))
    }
  }

  /// The codes that make this picture's file smallest.
  private func optimalCodes() -> [Codes] {
    var counts = [UInt32](repeating: 0, count: 512 * quantization.count)
    counts.withUnsafeMutableBufferPointer { counts in
      guard let counts = counts.baseAddress else { return }
      forEachBlock { component, block, prediction in
        let table = counts + 512 * planes[component].component.sampling.table
        return assay_jpeg_count_block(table, table + 256, block, prediction)
      }
    }
    return quantization.indices.map { number in
      let (first, others) = (512 * number, 512 * number + 256)
      return (
        JPEGHuffmanCodes(optimalFor: Array(counts[first..<others])),
        JPEGHuffmanCodes(optimalFor: Array(counts[others..<(others + 256)]))
      )
    }
  }

  private func writeScan(_ codes: [Codes], to file: inout Data) {
    let tables = codes.flatMap { $0.first.encodingTable() + $0.others.encodingTable() }
    let capacity = Int(ASSAY_JPEG_BLOCK_BYTES) + 8
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + 1 << 16)
    defer { buffer.deallocate() }
    var writer = assay_jpeg_writer(bytes: buffer, position: 0, bits: 0, bit_count: 0)
    tables.withUnsafeBufferPointer { tables in
      guard let tables = tables.baseAddress else { return }
      forEachBlock { component, block, prediction in
        let table = tables + 512 * planes[component].component.sampling.table
        let next = assay_jpeg_write_block(&writer, block, prediction, table, table + 256)
        if writer.position > 1 << 16 {
          file.append(buffer, count: writer.position)
          writer.position = 0
        }
        return next
      }
    }
    assay_jpeg_finish(&writer)
    file.append(buffer, count: writer.position)
  }

  /// Calls `body` for each block in the order of the scan, with its component and the prediction of its first
  /// coefficient, which `body` returns for the next one.
  private func forEachBlock(_ body: (_ component: Int, UnsafePointer<Int16>, _ prediction: Int32) -> Int32) {
    let unitBlocks = frame.components.map { $0.blocksPerRow * $0.sampling.rows }
    let starts = unitBlocks.indices.map { unitBlocks[..<$0].reduce(0, +) }
    let blocks = UnsafeMutablePointer<Int16>.allocate(capacity: 64 * unitBlocks.reduce(0, +))
    blocks.initialize(repeating: 0, count: 64 * unitBlocks.reduce(0, +))
    defer { blocks.deallocate() }
    var predictions = [Int32](repeating: 0, count: planes.count)
    for row in 0..<frame.unitRows {
      for (plane, start) in zip(planes, starts) { transform(plane, row, into: blocks + 64 * start) }
      for unit in 0..<frame.unitsPerRow {
        for index in planes.indices {
          let component = planes[index].component
          let (columns, rows) = (component.sampling.columns, component.sampling.rows)
          for place in 0..<(columns * rows) {
            let column = unit * columns + place % columns
            let block = blocks + 64 * (starts[index] + place / columns * component.blocksPerRow + column)
            // Blocks outside the picture repeat the first coefficient of the one before, which takes the fewest bits.
            let isOutside =
              column >= component.ownBlocksPerRow || row * rows + place / columns >= component.ownBlockRows
            if isOutside {
              block.update(repeating: 0, count: 64)
              block[0] = Int16(truncatingIfNeeded: predictions[index])
            }
            predictions[index] = body(index, block, predictions[index])
          }
        }
      }
    }
  }

  /// The quantized coefficients of a row of units of `plane`.
  private func transform(_ plane: JPEGPlane, _ unitRow: Int, into blocks: UnsafeMutablePointer<Int16>) {
    let component = plane.component
    for part in 0..<component.sampling.rows {
      let row = unitRow * component.sampling.rows + part
      guard row < component.ownBlockRows else { return }
      assay_jpeg_forward_blocks(
        blocks + 64 * part * component.blocksPerRow, plane.row(8 * row), plane.stride,
        quantization[component.sampling.table], component.ownBlocksPerRow)
    }
  }
}
