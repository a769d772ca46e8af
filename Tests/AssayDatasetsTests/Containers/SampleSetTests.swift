import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayTestSupport
import Foundation
import Testing

/// The samples of real data sets have the counts and figures that their descriptions state.
@Suite struct SampleSetTests {
  /// Figures of one data set: class counts, first labels, mean and standard deviation of each channel.
  struct Figures {
    var counts: [Int] = []
    var firstLabels: [Int] = []
    var means: [Double] = []
    var deviations: [Double] = []
    /// The sum of all pixels as bytes.
    var sum = 0

    init(_ data: Dataset) throws {
      counts = [Int](repeating: 0, count: data.classNames.count)
      var sums = [Int](repeating: 0, count: data.imageSize.channels)
      var squares = sums
      for index in 0..<data.count {
        let example = try data.example(at: index)
        counts[example.label] += 1
        if index < 10 { firstLabels.append(example.label) }
        let plane = data.imageSize.height * data.imageSize.width
        try ByteImage(example.image).bytes.withUnsafeBufferPointer { bytes in
          let channels = sums.count
          var place = 0
          while place < plane * channels {
            let value = Int(bytes[place])
            sums[place % channels] += value
            squares[place % channels] += value * value
            place += 1
          }
        }
      }
      let pixels = Double(data.count * data.imageSize.height * data.imageSize.width)
      sum = sums.reduce(0, +)
      means = sums.map { Double($0) / pixels / 255 }
      deviations = zip(squares, means).map { (Double($0) / pixels / 65025 - $1 * $1).squareRoot() }
    }
  }

  private func near(_ got: [Double], _ stated: [Double]) -> Bool {
    got.count == stated.count && zip(got, stated).allSatisfy { abs($0 - $1) < 1e-6 }
  }

  @Test func mnistTest() throws {
    guard let folder = DataFolder.url(of: "mnist") else { return }
    let data = try Dataset(
      idxImages: folder.appending(path: "t10k-images-idx3-ubyte.gz"),
      labels: folder.appending(path: "t10k-labels-idx1-ubyte.gz"))
    #expect(data.count == 1000 && data.imageSize == ImageSize(channels: 1, height: 28, width: 28))
    #expect(data.name == "t10k-images-idx3-ubyte" && data.classNames == (0...9).map { "\($0)" })
    let figures = try Figures(data)
    #expect(figures.sum == 26_376_977 && figures.firstLabels == [7, 6, 9, 1, 1, 3, 7, 0, 7, 6])
    #expect(figures.counts == [97, 114, 93, 105, 102, 96, 101, 113, 86, 93])
    #expect(near(figures.means, [0.131938]) && near(figures.deviations, [0.310026]))
  }

  @Test func mnistTraining() throws {
    guard let folder = DataFolder.url(of: "mnist") else { return }
    let path = folder.path(percentEncoded: false)
    let text = "idx:\(path)/train-images-idx3-ubyte.gz,\(path)/train-labels-idx1-ubyte.gz"
    let data = try DatasetSource(parsing: text).open()
    #expect(data.count == 6000)
    let figures = try Figures(data)
    #expect(figures.sum == 156_849_288 && figures.firstLabels == [5, 5, 4, 8, 1, 0, 4, 7, 9, 7])
    #expect(figures.counts == [557, 671, 595, 672, 583, 568, 578, 657, 583, 536])
    #expect(near(figures.means, [0.130760]) && near(figures.deviations, [0.308282]))
  }

  @Test(arguments: [
    (
      "data_batch_1", 5000, [3, 2, 2, 6, 7, 5, 3, 8, 5, 0], [0.491112, 0.480801, 0.444388],
      [0.246269, 0.244429, 0.262191]
    ),
    (
      "test_batch", 1000, [2, 4, 9, 0, 7, 9, 5, 0, 9, 9], [0.496645, 0.487204, 0.450608], [0.244725, 0.24223, 0.260519]
    ),
  ]) func cifar10(file: String, count: Int, first: [Int], means: [Double], deviations: [Double]) throws {
    guard let url = DataFolder.url(of: "cifar10/cifar-10-batches-bin/\(file).bin") else { return }
    let data = try DatasetSource(parsing: "cifar10:\(url.path(percentEncoded: false))").open()
    #expect(data.count == count && data.name == file)
    #expect(data.imageSize == ImageSize(channels: 3, height: 32, width: 32))
    #expect(data.classNames.first == "airplane" && data.classNames.last == "truck")
    let figures = try Figures(data)
    #expect(figures.counts == [Int](repeating: count / 10, count: 10) && figures.firstLabels == first)
    #expect(near(figures.means, means) && near(figures.deviations, deviations))
  }

  @Test func severalFilesFollowOneAnother() throws {
    guard let folder = DataFolder.url(of: "cifar10/cifar-10-batches-bin") else { return }
    let files = ["data_batch_1.bin", "test_batch.bin"].map { folder.appending(path: $0) }
    let (both, second) = (try Dataset(cifar10: files), try Dataset(cifar10: [files[1]]))
    #expect(both.count == 6000)
    let (joined, alone) = (try both.example(at: 5003), try second.example(at: 3))
    #expect(joined.image == alone.image && joined.label == alone.label)
    #expect(joined.index == 5003 && joined.sourceRow == 5003)
    #expect(try both.label(at: 4999) == both.example(at: 4999).label)
  }

  @Test func stl10() throws {
    guard let folder = DataFolder.url(of: "stl10") else { return }
    let path = folder.path(percentEncoded: false)
    let data = try DatasetSource(parsing: "stl10:\(path)/stl10_binary/train_X.bin,\(path)/stl10_binary/train_y.bin")
      .open()
    #expect(data.count == 21 && data.imageSize == ImageSize(channels: 3, height: 96, width: 96))
    #expect(
      data.classNames == "airplane bird car cat deer dog horse monkey ship truck".split(separator: " ").map { "\($0)" })
    let figures = try Figures(data)
    #expect(figures.counts == [3, 2, 2, 1, 1, 1, 1, 1, 3, 6])
    #expect(near(figures.means, [0.464335, 0.456566, 0.410615]))
    let unlabeled = try DatasetSource(parsing: "stl10:\(path)/stl10_binary/unlabeled_X.bin").open()
    #expect(unlabeled.count == 107 && unlabeled.classNames == ["unlabeled"])
    // The pictures as they were found tell whether rows and columns are right.
    for (name, set) in [("train", data), ("unlabeled", unlabeled)] {
      for index in [0, 10, 20] {
        let file = folder.appending(path: "png/\(name)_0\(index < 10 ? "0" : "")\(index).png")
        guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else { continue }
        let picture = try ImageFile.read(file.path(percentEncoded: false))
        #expect(try ByteImage(set.example(at: index).image) == picture, "\(file)")
      }
    }
  }

  @Test func optdigits() throws {
    guard let url = DataFolder.url(of: "optdigits/optdigits.csv") else { return }
    #expect(try Data(contentsOf: url) == EmbeddedFile.data("optdigits.csv"))
    #expect(try (0..<10).map { try Digits.all.label(at: $0) } == Array(0...9))
  }
}
