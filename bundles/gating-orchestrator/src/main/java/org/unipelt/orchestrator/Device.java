package org.unipelt.orchestrator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.DeviceSpec;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.unipelt.api.ConfigurationException;

/**
 * Where a model runs.
 *
 * @param name {@code cpu} or {@code gpu:N}
 * @param spec the same for TensorFlow
 */
record Device(String name, DeviceSpec spec) {
    private static final Device CPU = new Device("cpu", spec(DeviceType.CPU, 0));
    private static final Pattern GPU = Pattern.compile("gpu:(\\d{1,3})");
    private static final Pattern FOUND = Pattern.compile("device:([A-Z]+:\\d+)");

    /**
     * The device that a user named; {@code auto} is the first GPU if there is one.
     *
     * @throws ConfigurationException if the name is not understood, or there is no such device
     */
    static Device of(String name) {
        if ("cpu".equals(name)) {
            return CPU;
        }
        if ("auto".equals(name)) {
            Device gpu = new Device("gpu:0", spec(DeviceType.GPU, 0));
            return missing(gpu) == null ? gpu : CPU;
        }
        Matcher matcher = GPU.matcher(name);
        if (!matcher.matches()) {
            throw new ConfigurationException(
                    "device", "'" + name + "' is not a device", "Write \"auto\", \"cpu\" or \"gpu:N\"");
        }
        Device gpu = new Device(name, spec(DeviceType.GPU, Integer.parseInt(matcher.group(1))));
        String found = missing(gpu);
        if (found != null) {
            throw new ConfigurationException(
                    "device",
                    "there is no " + name + " here; TensorFlow found " + found,
                    "Take one of these, or \"auto\"; a GPU needs the distribution built with -Pgpu");
        }
        return gpu;
    }

    /**
     * What each session asks for, however short it lives: with the first one TensorFlow settles for the whole process whether it
     * takes all of a GPU's memory at once.
     */
    static ConfigProto.Builder session() {
        return ConfigProto.newBuilder().setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    }

    boolean cpu() {
        return equals(CPU);
    }

    private static DeviceSpec spec(DeviceType type, int index) {
        return DeviceSpec.newBuilder().deviceType(type).deviceIndex(index).build();
    }

    /** Null if a graph can be placed on the device; else the devices that there are. */
    private static String missing(Device device) {
        try (Graph graph = new Graph();
                Session session = new Session(graph, session().build())) {
            Ops tf = Ops.create(graph).withDevice(device.spec);
            session.runner()
                    .fetch(tf.math.add(tf.constant(1f), tf.constant(1f)))
                    .run()
                    .close();
            return null;
        } catch (TensorFlowException | IllegalArgumentException e) {
            Matcher matcher = FOUND.matcher(String.valueOf(e.getMessage()));
            StringBuilder found = new StringBuilder();
            while (matcher.find()) {
                String one = matcher.group(1).toLowerCase(java.util.Locale.ROOT);
                if (!one.equals(device.name) && found.indexOf(one) < 0) {
                    found.append(found.length() == 0 ? "" : ", ").append(one);
                }
            }
            return found.length() == 0 ? "no other" : found.toString();
        }
    }
}
