import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Foundation
import Testing

/// Normalisations for networks that take other ranges and another order of channels.
@Suite struct PixelNormalizationTests {
  private let images = Tensor.uniform(0, 1, shape: [2, 3, 4, 5], key: RandomKey(seed: 3))
  private let caffe = PixelNormalization(means: [0.4, 0.5, 0.6], deviations: [0.1, 0.2, 0.3]).bgr

  private func network(_ pixels: PixelNormalization) throws -> Network {
    Network(
      Architecture("flat", input: [3, 4, 5], classes: 60) {
        pixels
        Flatten()
      }, key: RandomKey(seed: 4))
  }

  @Test func channelsAreTakenInTheNetworksOrder() throws {
    let expected = (0..<3).map { channel in
      (images.channels(2 - channel..<3 - channel) - caffe.means[channel]) * (1 / caffe.deviations[channel])
    }
    let result = try network(caffe).logits(for: images).values
    #expect(largestDistance(result, Tensor.concatenatingChannels(expected).reshaped(to: [2, 60])) < 1e-5)
  }

  @Test func frozenNetworksAndGradientsFollow() throws {
    let network = try network(caffe)
    #expect(haveSameBits(try network.frozen().logits(for: images).values, try network.logits(for: images).values))
    let upstream = Tensor.uniform(-1, 1, shape: [2, 60], key: RandomKey(seed: 5))
    let plain = try network.logitsWithPullback(for: images).pullback(upstream)
    let frozen = try network.frozen().logitsWithPullback(for: images).pullback(upstream)
    #expect(largestDistance(plain, frozen) < 1e-5)
    let blue = upstream.reshaped(to: [2, 3, 4, 5]).channels(0..<1) * (1 / caffe.deviations[0])
    #expect(largestDistance(plain.channels(2..<3), blue) < 1e-5)
  }

  @Test func theOrderIsPartOfTheFingerprintAndOfCheckpoints() throws {
    let network = try network(caffe)
    let other = PixelNormalization(means: caffe.means, deviations: caffe.deviations)
    #expect(network.preprocessing.fingerprint != (try self.network(other)).preprocessing.fingerprint)
    #expect("\(network.preprocessing)" == "3×4×5 RGB in [0, 1], as BGR, mean 0.4, 0.5, 0.6, deviation 0.1, 0.2, 0.3")
    let checkpoint = try TensorArchive(data: network.checkpoint())
    #expect(checkpoint.metadata["preprocessing"]?.contains(#""channels":"BGR""#) == true)
    #expect(try Network(archive: checkpoint, architecture: network.architecture).preprocessing == network.preprocessing)
    let error = #expect(throws: AssayError.self) {
      try Network(archive: checkpoint, architecture: self.network(other).architecture)
    }
    #expect(error?.kind == .preprocessingMismatch)
  }
}
