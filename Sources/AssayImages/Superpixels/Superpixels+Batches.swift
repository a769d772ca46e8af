import AssayBase
import AssayTensor
import CAssayKernels

extension Superpixels {
  /// The mean values of each segment of an image 1×C×H×W, segment by segment, added in double precision in row order.
  private func means(of image: Tensor) -> [Float] {
    precondition(image.shape.dimensions.suffix(2) == [height, width] && image.shape[0] == 1, "an image of the size")
    let channels = image.shape[1]
    var sums = [Double](repeating: 0, count: count * channels)
    assay_sum_segments(&sums, image.pointer, labels, labels.count, channels)
    let sizes = sizes
    return sums.indices.map { Float(sums[$0] / Double(sizes[$0 / channels])) }
  }

  /// An image 1×C×H×W in which every pixel has the values of its segment, given segment by segment.
  package func painted(_ values: [Float], channels: Int) -> Tensor {
    precondition(values.count == count * channels, "\(channels) values for each of \(count) segments")
    return Tensor(shape: [1, channels, height, width]) { out in
      assay_paint_segments(out, values, labels, labels.count, channels)
    }
  }

  /// An image 1×C×H×W with every pixel in the mean colour of its segment.
  package func averaged(_ image: Tensor) -> Tensor { painted(means(of: image), channels: image.shape[1]) }

  /// Copies of an image 1×C×H×W, one for each row of choices, in which the segments not chosen are those of `cover`.
  ///
  /// Parallel over rows.
  ///
  /// - Parameters:
  ///   - image: what chosen segments show.
  ///   - cover: what the others show, 1×C×H×W.
  ///   - choices: 1 or 0 for each segment, row after row.
  package func composites(of image: Tensor, cover: Tensor, choices: [UInt8]) -> Tensor {
    precondition(image.shape == cover.shape && image.shape.dimensions.suffix(2) == [height, width], "equal sizes")
    precondition(choices.count % count == 0, "a choice for each of \(count) segments")
    let (rows, channels) = (choices.count / count, image.shape[1])
    return Tensor(shape: image.shape.withFirst(rows)) { out in
      choices.withUnsafeBufferPointer { choices in
        labels.withUnsafeBufferPointer { labels in
          guard let choices = choices.baseAddress, let labels = labels.baseAddress else { return }
          let job = KernelJob((out: out, choices: choices, labels: labels))
          WorkerPool.forEachSlice(of: rows, size: 4) { slice in
            for row in slice {
              assay_choose_segments(
                job.job.out + row * image.count, image.pointer, cover.pointer, job.job.labels,
                job.job.choices + row * count, height * width, channels)
            }
          }
        }
      }
    }
  }
}
