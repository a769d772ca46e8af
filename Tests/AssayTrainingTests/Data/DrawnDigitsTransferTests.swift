import AssayBase
import AssayDatasets
import AssayNetworks
import AssayTestSupport
import AssayTraining
import Foundation
import Testing

/// Whether drawn digits are like written ones: a network that has seen nothing else reads those of MNIST.
@Suite struct DrawnDigitsTransferTests {
  @Test(.enabled(if: isHeavyWanted, "set ASSAY_HEAVY=1"))
  func aNetworkTrainedOnDrawnDigitsReadsWrittenOnes() throws {
    guard let folder = DataFolder.url(of: "mnist") else { return }
    let written = try Dataset(
      idxImages: folder.appending(path: "t10k-images-idx3-ubyte.gz"),
      labels: folder.appending(path: "t10k-labels-idx1-ubyte.gz"))
    let recipe = TrainingRecipe(
      name: "drawn-digits", architecture: .mnist(), objective: .standard,
      optimizer: SGD(learningRate: 0.05, momentum: 0.9), schedule: { .cosine(steps: $0) }, epochs: 5, batchSize: 64,
      seed: 1)
    let network = try Trainer(recipe).train(on: DrawnDigits().dataset(.train, count: 20_000, seed: 1)).frozen()
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 10)
    for start in stride(from: 0, to: written.count, by: 200) {
      let (images, labels) = try written.batch(at: Array(start..<min(written.count, start + 200)))
      for (label, answer) in zip(labels, try network.checkedLogits(for: images).labels) {
        confusion[label][answer] += 1
      }
    }
    let correct = confusion.indices.map { confusion[$0][$0] }.reduce(0, +)
    print("drawn digits: \(correct) of \(written.count) written digits are read right; by label: \(confusion)")
    #expect(Double(correct) >= 0.9 * Double(written.count))
    // No digit is a stranger.
    for (label, row) in confusion.enumerated() {
      #expect(Double(row[label]) >= 0.75 * Double(row.reduce(0, +)), "digit \(label): \(row)")
    }
  }
}
